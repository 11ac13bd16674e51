// What opens at a mark: the asset in short with the way to its page, or the list of all that is at one spot.

import { element, kindMark } from "./draw.js";

const MOST_TEXT = 180;

export class Popups {
  constructor(map, settings, texts) {
    Object.assign(this, { map, settings, texts });
    this.back = null;
    this.popup = L.popup({ maxHeight: 320, autoPanPaddingTopLeft: [64, 24], autoPanPaddingBottomRight: [16, 24] });
    map.on("popupopen", () => this.label());
    map.on("popupclose", () => this.closed?.());
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.popup.isOpen()) return;
      event.stopPropagation();
      this.close();
    });
  }

  // `back` gets the focus when a popup that was opened by keyboard is closed.
  one(asset, at, back) {
    const { feature, kind } = asset;
    const text = String(feature.properties.description || "");
    const short = text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT).trimEnd()}…` : text;
    const functions = [feature.properties.functions ?? []].flat().map((code) => this.settings.functions[code] || code);
    this.open(at, back, -16, element("div", { class: "popup" },
      element("h2", {}, element("a", { href: this.page(feature) }, asset.name)),
      element("p", { class: "popup-kind" }, kindMark(this.settings, kind), kind.one),
      short ? element("p", {}, short) : null,
      functions.length > 0 ? element("p", { class: "soft small" }, functions.join(" · ")) : null,
      element("p", { class: "popup-way" }, element("a", { class: "button quiet", href: this.page(feature) }, this.texts.say("open")))));
  }

  many(assets, at, back, isFan) {
    const sorted = [...assets].sort((a, b) => a.name.localeCompare(b.name, this.settings.language));
    const list = element("ul", { class: "popup-list" });
    for (const asset of sorted.slice(0, 200)) {
      list.append(element("li", {}, kindMark(this.settings, asset.kind), element("a", { href: this.page(asset.feature) }, asset.name)));
    }
    this.open(at, back, isFan ? -64 : -20, element("div", { class: "popup" },
      element("h2", {}, this.texts.say("here", { n: assets.length })), list));
  }

  page(feature) {
    return `${this.settings.assets}/${encodeURIComponent(feature.id)}`;
  }

  open(at, back, lift, content) {
    this.back = null;
    // Beside the zoom buttons there has to be room for all of it.
    const room = this.map.getSize().x - 130;
    L.setOptions(this.popup, { offset: L.point(0, lift), maxWidth: Math.min(320, room), minWidth: Math.min(240, room) });
    this.popup.setLatLng(at).setContent(content).openOn(this.map);
    this.back = back;
    content.querySelector("a")?.focus({ preventScroll: true });
  }

  close() {
    const back = this.back;
    this.popup.close();
    back?.();
  }

  // Leaflet's own words are English only.
  label() {
    const close = this.popup.getElement()?.querySelector(".leaflet-popup-close-button");
    close?.setAttribute("aria-label", this.texts.say("close"));
  }
}

// The list beside the map: what is in view, in words, nearest first once a position is known.

import { element, icon, kindMark } from "./draw.js";
import { distance, pointOf } from "./place.js";

const MOST_ROWS = 50;

export class InView {
  constructor(section, settings, texts, show) {
    Object.assign(this, { settings, texts, show });
    this.rows = section.querySelector("[data-rows]");
    this.status = section.querySelector("[data-count]");
    this.note = section.querySelector("[data-note]");
    this.here = null;
  }

  // `missing` is how many more there are than were loaded.
  draw(assets, missing) {
    const rows = assets.map((asset) => ({ asset, metres: this.here ? distance(this.here, pointOf(asset.feature.geometry)) : null }));
    const order = new Intl.Collator(this.settings.language, { numeric: true });
    rows.sort((a, b) => (this.here ? a.metres - b.metres : order.compare(a.asset.name, b.asset.name)));
    const shown = rows.slice(0, MOST_ROWS);
    this.rows.replaceChildren(...shown.map((row) => this.row(row)));
    const said = assets.length === 0 ? this.texts.say("none") : this.texts.count("in-view", assets.length);
    // A screen reader speaks when the text changes, so it only changes when it says something else.
    if (this.status.textContent !== said) this.status.textContent = said;
    const notes = [];
    if (missing > 0) notes.push(this.texts.say("missing", { n: missing }));
    if (rows.length > MOST_ROWS) notes.push(this.texts.say("first-rows", { n: MOST_ROWS }));
    this.note.textContent = notes.join(" ");
    this.note.hidden = notes.length === 0;
  }

  row({ asset, metres }) {
    const { settings, texts } = this;
    const said = metres === null ? asset.kind.one : `${asset.kind.one} · ${texts.distance(metres)}`;
    return element("li", {},
      kindMark(settings, asset.kind),
      element("span", { class: "name" }, element("a", { href: `${settings.assets}/${encodeURIComponent(asset.feature.id)}` }, asset.name)),
      element("p", { class: "said" }, said),
      element("button", { class: "to-map", type: "button", "aria-label": texts.say("to-map", { name: asset.name }), title: texts.say("to-map-short"), onclick: () => this.show(asset) },
        icon(settings, "locate")));
  }
}

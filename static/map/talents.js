// What people can do, by squares: a layer of published figures that is switched on, with its list beside it. It shows what
// the layer tells and nothing else; a square that is not there may be empty or withheld, and looks the same.

import { element } from "./draw.js";
import { fetchJson } from "./loading.js";

const PAGE = 1000;
// From here on a square of 100 metres is wide enough for its number.
const NEAR = 16;

export class Talents {
  constructor(map, settings, texts, box) {
    Object.assign(this, { map, texts, box });
    this.address = `${settings.collections}/talents/items`;
    this.toggle = box.querySelector("[data-talents-on]");
    this.choice = box.querySelector("[data-talents-group]");
    this.list = box.querySelector("[data-talents-list]");
    this.said = box.querySelector("[data-talents-said]");
    map.createPane("talents").style.zIndex = 340;
    this.drawn = L.geoJSON(null, { pane: "talents", style: (feature) => style(feature), onEachFeature: (feature, layer) => this.name(feature, layer) });
    for (const input of [this.toggle, this.choice]) input.addEventListener("change", () => this.show());
    map.on("zoomend", () => this.nearOrFar());
    this.nearOrFar();
    this.show();
  }

  // A newer choice ends an older one.
  async show() {
    this.running?.abort();
    const own = (this.running = new AbortController());
    this.drawn.clearLayers();
    this.list.replaceChildren();
    this.said.textContent = "";
    this.choice.disabled = !this.toggle.checked;
    if (!this.toggle.checked) {
      this.drawn.remove();
      return;
    }
    try {
      const answer = await fetchJson(`${this.address}?limit=${PAGE}&group=${encodeURIComponent(this.choice.value)}`, own.signal);
      if (own.signal.aborted) return;
      const squares = (answer.features || []).filter((feature) => feature.geometry);
      // The larger ones below, so that each can be opened.
      squares.sort((a, b) => b.properties.metres - a.properties.metres || a.properties.square.localeCompare(b.properties.square));
      this.drawn.addData({ type: "FeatureCollection", features: squares }).addTo(this.map);
      this.list.append(...squares.map((feature) => element("li", {}, text(feature))));
      if (squares.length === 0) this.said.textContent = this.texts.say("talents-none");
    } catch (error) {
      if (own.signal.aborted) return;
      console.warn(error);
      this.said.textContent = this.texts.say("talents-trouble");
    }
  }

  name(feature, layer) {
    layer.bindTooltip(feature.properties.band, { permanent: true, direction: "center", className: "talent-number", pane: "talents" });
    layer.bindPopup(() => element("div", { class: "popup" }, element("h2", {}, feature.properties.name), element("p", {}, text(feature))));
  }

  nearOrFar() {
    this.map.getContainer().classList.toggle("talents-far", this.map.getZoom() < NEAR);
  }
}

function text({ properties }) {
  return `${properties.square} (${properties.metres} m): ${properties.band}`;
}

function style({ properties }) {
  const step = { 5: 1, 10: 2, 20: 3, 50: 4 }[properties.least] ?? 1;
  return { className: `talent-square talent-${step}`, weight: properties.metres > 100 ? 2 : 1 };
}

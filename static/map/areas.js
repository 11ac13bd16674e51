// Areas: their outline with the name in it, and a popup. They are drawn under the assets.

import { Layer } from "./loading.js";
import { element } from "./draw.js";
import { isShape, pointOf, snappedBox } from "./place.js";

export class Areas {
  constructor(map, settings, texts, toggle, open) {
    Object.assign(this, { map, texts, toggle, open });
    this.source = new Layer(settings.collections, "areas");
    this.drawn = new Map();
    map.createPane("areas").style.zIndex = 350;
    this.renderer = L.svg({ pane: "areas" });
    this.group = L.layerGroup();
    this.names = L.layerGroup();
    toggle?.addEventListener("change", () => this.show());
    map.on("zoomend", () => this.show());
    this.show();
  }

  async load(signal) {
    await this.source.load(snappedBox(this.map.getBounds()), signal);
    for (const [id, feature] of this.source.features) {
      if (this.drawn.has(id) || !isShape(feature.geometry)) continue;
      this.drawn.set(id, feature);
      this.draw(feature);
    }
  }

  draw(feature) {
    const name = feature.properties.name || this.texts.say("area");
    const outline = L.geoJSON(feature, { pane: "areas", style: { renderer: this.renderer, className: "area-outline", weight: 2 } });
    const at = pointOf(feature.geometry);
    // The surface lets clicks through to the map; the name is what one opens.
    const label = L.marker(at, { icon: L.divIcon({ className: "area-name", iconSize: null, html: element("span", {}, name) }), keyboard: true, title: name });
    const open = () => this.open({ key: `areas/${feature.id}`, feature, name, kind: { code: "area", one: this.texts.say("area"), icon: "kind-area" } }, at, () => label.getElement()?.focus());
    label.on("click", open);
    label.on("keypress", (event) => event.originalEvent.key === "Enter" && open());
    this.group.addLayer(outline);
    this.names.addLayer(label);
  }

  // Far off, names of many areas would only cover each other.
  show() {
    const isShown = !this.toggle || this.toggle.checked;
    set(this.map, this.group, isShown);
    set(this.map, this.names, isShown && this.map.getZoom() >= 13 && this.map.getZoom() <= 17);
  }
}

function set(map, layer, isShown) {
  if (isShown !== map.hasLayer(layer)) layer[isShown ? "addTo" : "removeFrom"](map);
}

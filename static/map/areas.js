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
    this.labels = [];
    toggle?.addEventListener("change", () => this.show());
    map.on("zoomend resize", () => this.show());
    this.show();
  }

  async load(signal) {
    await this.source.load(snappedBox(this.map.getBounds()), signal);
    for (const [id, feature] of this.source.features) {
      if (this.drawn.has(id) || !isShape(feature.geometry)) continue;
      this.drawn.set(id, feature);
      this.draw(feature);
    }
    this.show();
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
    this.labels.push({ label, name, bounds: outline.getBounds() });
  }

  show() {
    const isShown = !this.toggle || this.toggle.checked;
    set(this.map, this.group, isShown);
    const readable = new Set(isShown ? this.readable() : []);
    for (const { label } of this.labels) set(this.map, label, readable.has(label));
  }

  // Names that fit into their area and do not cover each other; the smaller area comes first, it says more.
  readable() {
    const view = this.map.getSize();
    const pixels = (bounds) => L.bounds(this.map.latLngToContainerPoint(bounds.getSouthWest()), this.map.latLngToContainerPoint(bounds.getNorthEast()));
    const sized = this.labels.map((one) => ({ ...one, size: pixels(one.bounds).getSize() })).sort((a, b) => a.size.x - b.size.x);
    const placed = [];
    for (const { label, name, size } of sized) {
      const half = L.point(Math.min(96, name.length * 4.5 + 8), 14);
      if (size.x < half.x * 2 || size.x > view.x * 2.5) continue;
      const middle = this.map.latLngToContainerPoint(label.getLatLng());
      const box = L.bounds(middle.subtract(half), middle.add(half));
      if (!placed.some((other) => other.box.intersects(box))) placed.push({ label, box });
    }
    return placed.map(({ label }) => label);
  }
}

function set(map, layer, isShown) {
  if (isShown !== map.hasLayer(layer)) layer[isShown ? "addTo" : "removeFrom"](map);
}

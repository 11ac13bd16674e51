// The ground under the assets: water, green, streets, buildings and boundaries that were imported, drawn on canvas.
// Nothing here answers to a pointer; it is scenery.

import { Layer } from "./loading.js";
import { snappedBox } from "./place.js";
import { Names } from "./names.js";

// From which zoom a part is drawn, lowest first.
const PARTS = [
  { layer: "green", from: 11 },
  { layer: "water", from: 10 },
  { layer: "boundary", from: 9 },
  { layer: "street", from: 13 },
  { layer: "building", from: 16 },
];

export class Base {
  constructor(map, settings) {
    this.map = map;
    const pane = (name, order) => {
      map.createPane(name).style.zIndex = order;
      map.getPane(name).style.pointerEvents = "none";
      return L.canvas({ pane: name, padding: 0.2 });
    };
    this.renderers = { surface: pane("base-surface", 210), edge: pane("base-edge", 220), street: pane("base-street", 230) };
    // Images from outside show the ground already; only our own boundaries are added to them.
    const parts = PARTS.filter((part) => !settings.tiles || part.layer === "boundary");
    this.parts = parts.map((part) => ({ ...part, source: new Layer(settings.collections, "backdrops"), drawn: new Set(), group: L.layerGroup(), edges: L.layerGroup() }));
    for (const part of this.parts) part.source.ask(`layer=${part.layer}`);
    this.names = new Names(map, this.parts.filter((part) => part.layer === "street" || part.layer === "water"));
    map.on("zoomend", () => this.restyle());
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.restyle());
  }

  async load(signal) {
    const zoom = this.map.getZoom();
    const box = snappedBox(this.map.getBounds());
    for (const part of this.parts) {
      this.toggle(part, zoom >= part.from);
      if (zoom >= part.from) {
        await part.source.load(box, signal);
        this.draw(part);
      }
    }
    this.names.redraw();
  }

  toggle(part, isShown) {
    for (const group of [part.edges, part.group]) {
      if (isShown !== this.map.hasLayer(group)) group[isShown ? "addTo" : "removeFrom"](this.map);
    }
  }

  draw(part) {
    const style = this.styles();
    for (const [id, feature] of part.source.features) {
      if (part.drawn.has(id)) continue;
      part.drawn.add(id);
      const renderer = part.layer === "street" ? this.renderers.street : part.layer === "boundary" ? this.renderers.edge : this.renderers.surface;
      part.group.addLayer(shape(feature, { ...style[part.layer], renderer }));
      if (part.layer === "street") part.edges.addLayer(shape(feature, { ...style.streetEdge, renderer: this.renderers.edge }));
    }
    // Grass that arrives after the canal must not cover it.
    if (part.layer === "green") part.group.eachLayer((drawn) => drawn.bringToBack());
  }

  restyle() {
    const style = this.styles();
    for (const part of this.parts) {
      part.group.eachLayer((drawn) => drawn.setStyle(style[part.layer]));
      part.edges.eachLayer((drawn) => drawn.setStyle(style.streetEdge));
    }
    this.names.redraw();
  }

  styles() {
    const zoom = this.map.getZoom();
    const colours = getComputedStyle(document.documentElement);
    const colour = (name) => colours.getPropertyValue(`--map-${name}`).trim();
    const width = Math.max(1, 9 * 2 ** ((zoom - 17) * 0.8));
    const surface = (name, edge) => ({ stroke: Boolean(edge), color: edge, weight: 1, fill: true, fillColor: colour(name), fillOpacity: 1 });
    return {
      green: surface("green"),
      // A canal may come as a surface or as a line.
      water: { stroke: true, color: colour("water"), weight: Math.max(1, width * 0.7), opacity: 1, fill: true, fillColor: colour("water"), fillOpacity: 1 },
      building: surface("building", colour("building-edge")),
      boundary: { color: colour("boundary"), weight: 2, opacity: 0.6, dashArray: "8 6", fill: false },
      street: { color: colour("street"), weight: width, opacity: 1, fill: false, lineCap: "round" },
      streetEdge: { color: colour("street-edge"), weight: width + 2, opacity: 1, fill: false, lineCap: "round" },
    };
  }
}

// A line has no surface, whatever its part says.
function shape(feature, style) {
  const isLine = feature.geometry && feature.geometry.type.endsWith("LineString");
  return L.geoJSON(feature, {
    interactive: false,
    pane: style.renderer.options.pane,
    style: isLine ? { ...style, fill: false } : { ...style, stroke: style.stroke === undefined ? true : style.stroke },
    pointToLayer: (_, latlng) => L.circleMarker(latlng, { ...style, radius: 2, interactive: false }),
  });
}

// The assets on the map: one mark each, clusters where they lie close, and their shape where they have one.

import { element, kindMark } from "./draw.js";
import { isShape, pointOf } from "./place.js";

// So many at one spot are fanned out; more are only listed.
const MOST_IN_A_FAN = 8;

export class Markers {
  // `open` is called with a marker's asset, `openMany` with the assets at one spot and where that is.
  constructor(map, settings, texts, { open, openMany }) {
    Object.assign(this, { map, settings, texts, open, openMany });
    this.drawn = new Map();
    this.shapes = L.layerGroup().addTo(map);
    this.clusters = L.markerClusterGroup({
      maxClusterRadius: (zoom) => (zoom >= 17 ? 28 : 52),
      showCoverageOnHover: false,
      zoomToBoundsOnClick: false,
      spiderfyOnMaxZoom: false,
      spiderfyDistanceMultiplier: 1.7,
      chunkedLoading: true,
      animate: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      iconCreateFunction: (cluster) => this.clusterIcon(cluster),
      // Also the marker that stands for a fan's legs keeps to the page's style.
      spiderLegPolylineOptions: { className: "spider-leg", weight: 2 },
    }).addTo(map);
    this.clusters.on("clusterclick", (event) => this.enter(event.layer));
    this.clusters.on("clusterkeypress", (event) => {
      if (event.originalEvent.key === "Enter") this.enter(event.layer);
    });
  }

  // Draws exactly these assets: [{ key, kind, feature }].
  show(assets) {
    const wanted = new Map(assets.map((asset) => [asset.key, asset]));
    const gone = [];
    for (const [key, mark] of this.drawn) {
      if (wanted.get(key)?.feature === mark.asset.feature) continue;
      gone.push(mark);
      this.drawn.delete(key);
    }
    const come = [];
    for (const [key, asset] of wanted) {
      const point = this.drawn.has(key) ? null : pointOf(asset.feature.geometry);
      if (!point) continue;
      const mark = this.mark(asset, point);
      this.drawn.set(key, mark);
      come.push(mark);
    }
    for (const mark of gone) if (mark.shape) this.shapes.removeLayer(mark.shape);
    if (gone.length > 0) this.clusters.removeLayers(gone);
    if (come.length > 0) this.clusters.addLayers(come);
  }

  mark(asset, point) {
    const { settings } = this;
    const name = asset.name;
    const mark = L.marker(point, { icon: new AssetIcon({ asset, settings, name }), riseOnHover: true, keyboard: true });
    mark.asset = asset;
    mark.on("click", () => this.open(asset));
    mark.on("keypress", (event) => {
      if (event.originalEvent.key === "Enter") this.open(asset);
    });
    if (isShape(asset.feature.geometry)) {
      mark.shape = L.geoJSON(asset.feature, { style: { className: `asset-shape kind-${asset.kind.code}`, weight: 2 }, pointToLayer: () => null });
      mark.shape.on("click", () => this.open(asset));
      this.shapes.addLayer(mark.shape);
    }
    return mark;
  }

  // Into a cluster: closer by, or, where closer is no help, all that is there.
  enter(cluster) {
    const bounds = cluster.getBounds();
    const isOneSpot = bounds.getNorthEast().distanceTo(bounds.getSouthWest()) < 3;
    if (!isOneSpot && this.map.getZoom() < this.map.getMaxZoom()) {
      cluster.zoomToBounds({ padding: [40, 40] });
      this.map.getContainer().focus({ preventScroll: true });
      return;
    }
    const marks = cluster.getAllChildMarkers();
    if (marks.length <= MOST_IN_A_FAN) cluster.spiderfy();
    this.openMany(marks.map((mark) => mark.asset), cluster.getLatLng());
  }

  // Brings an asset into view, out of its cluster where that can be, and then calls `then`.
  reveal(key, then) {
    const mark = this.drawn.get(key);
    if (!mark) return false;
    const isAlone = () => this.clusters.getVisibleParent(mark) === mark;
    if (isAlone() && this.map.getBounds().contains(mark.getLatLng())) {
      then(mark);
      return true;
    }
    this.map.once("moveend", () => then(mark));
    const zoom = Math.max(this.map.getZoom(), 18);
    if (this.map.getZoom() === zoom && this.map.getCenter().distanceTo(mark.getLatLng()) < 1) then(mark);
    else this.map.setView(mark.getLatLng(), zoom, { animate: false });
    return true;
  }

  focus(key) {
    const mark = this.drawn.get(key);
    const shown = mark && (this.clusters.getVisibleParent(mark) || mark);
    (shown?.getElement?.() || this.map.getContainer()).focus({ preventScroll: true });
  }

  clusterIcon(cluster) {
    const n = cluster.getChildCount();
    const codes = new Map();
    for (const { asset } of cluster.getAllChildMarkers().slice(0, 500)) codes.set(asset.kind.code, asset.kind);
    const dots = element("span", { class: "cluster-kinds", "aria-hidden": "true" });
    for (const code of [...codes.keys()].slice(0, 4)) dots.append(element("i", { class: `kind-dot kind-${code}` }));
    const size = n < 10 ? 44 : n < 100 ? 50 : 58;
    return L.divIcon({
      className: "cluster",
      iconSize: [size, size],
      html: element("span", { class: "cluster-face" },
        element("b", { "aria-hidden": "true" }, this.texts.numbers.format(n)), dots,
        element("span", { class: "unseen" }, this.texts.say("cluster", { n }))),
    });
  }
}

// The mark's element is made when it comes into view, not for each of ten thousand assets at once.
const AssetIcon = L.DivIcon.extend({
  options: { className: "asset-mark", iconSize: [44, 44], iconAnchor: [22, 22] },
  createIcon(old) {
    const { asset, settings, name } = this.options;
    const made = L.DivIcon.prototype.createIcon.call(this, old);
    made.replaceChildren(kindMark(settings, asset.kind), element("span", { class: "unseen" }, `${name}, ${asset.kind.one}`));
    made.title = name;
    return made;
  },
});

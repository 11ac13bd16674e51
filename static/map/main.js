// The map page: puts the parts together and loads again when the view or the questions change.

import { Areas } from "./areas.js";
import { Around } from "./around.js";
import { Base } from "./base.js";
import { Filters } from "./filters.js";
import { InView } from "./list.js";
import { Layer, fetchJson } from "./loading.js";
import { Markers } from "./markers.js";
import { Popups } from "./popups.js";
import { Talents } from "./talents.js";
import { Texts, readSettings } from "./settings.js";
import { escaped } from "./draw.js";
import { pointOf, snappedBox } from "./place.js";
import { viewInAddress, writeAddress } from "./address.js";

const PAUSE = 200;

const holder = document.getElementById("map");
const settings = readSettings(holder);
const texts = new Texts(settings);
const find = (name) => document.querySelector(`[data-map-${name}]`);

const map = makeMap();
const layers = new Map(settings.kinds.map((kind) => [kind.code, new Layer(settings.collections, kind.collection)]));
const popups = new Popups(map, settings, texts);
const markers = new Markers(map, settings, texts, { open, openMany });
const list = new InView(find("list"), settings, texts, showOnMap);
const base = new Base(map, settings);
const areas = new Areas(map, settings, texts, find("areas"), openAt);
const filters = new Filters(find("filters"), settings, texts, () => { popups.close(); load(); remember(); });
new Talents(map, settings, texts, find("talents"));
new Around(map, find("around"), find("around-status"), texts, settings.extent, (here) => { list.here = here; redraw(); });

let running = null;
let timer = null;
let opened = settings.asset?.id ?? null;

popups.closed = () => { opened = null; remember(); };
find("fit").addEventListener("click", fit);
find("retry").addEventListener("click", load);
map.on("moveend", () => {
  remember();
  redraw();
  holder.setAttribute("aria-busy", "true");
  clearTimeout(timer);
  timer = setTimeout(load, PAUSE);
});
window.addEventListener("hashchange", () => {
  const view = viewInAddress();
  if (view) map.setView(view.center, view.zoom);
});
// Where there is room, the filters lie open beside the map.
if (window.matchMedia("(min-width: 56rem)").matches) find("drawer").open = true;

start();

function makeMap() {
  const isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const made = L.map(holder, { maxZoom: 20, minZoom: 3, zoomControl: false, zoomAnimation: !isStill, fadeAnimation: !isStill, markerZoomAnimation: !isStill, worldCopyJump: true });
  made.attributionControl.setPrefix(false);
  if (settings.attribution) made.attributionControl.addAttribution(escaped(settings.attribution));
  L.control.zoom({ zoomInTitle: texts.say("zoom-in"), zoomOutTitle: texts.say("zoom-out") }).addTo(made);
  L.control.scale({ imperial: false }).addTo(made);
  if (settings.tiles) L.tileLayer(settings.tiles.url, { attribution: escaped(settings.tiles.attribution), maxNativeZoom: 19, maxZoom: 20 }).addTo(made);
  return made;
}

async function start() {
  const view = viewInAddress();
  const asked = opened;
  if (view) map.setView(view.center, view.zoom);
  else fit();
  clearTimeout(timer);
  if (asked && settings.asset) await openAsked(settings.asset, Boolean(view));
  await load();
}

// The whole neighbourhood; where nothing has a place yet, the Netherlands.
function fit() {
  const [west, south, east, north] = settings.extent || [3.3, 50.7, 7.3, 53.6];
  map.fitBounds([[south, west], [north, east]], { padding: [20, 20], maxZoom: 17 });
}

// Loads what the view and the questions need. A newer call ends an older one.
async function load() {
  running?.abort();
  const own = (running = new AbortController());
  const box = snappedBox(map.getBounds());
  const question = filters.question();
  holder.setAttribute("aria-busy", "true");
  find("trouble").hidden = true;
  redraw();
  // One layer that fails does not take the others with it.
  const outcomes = await Promise.allSettled([
    ...filters.kinds().map(async (kind) => {
      const layer = layers.get(kind.code);
      layer.ask(question);
      await layer.load(box, own.signal);
      if (!own.signal.aborted) redraw();
    }),
    base.load(own.signal),
    areas.load(own.signal),
  ]);
  if (running !== own) return;
  const failed = outcomes.filter((outcome) => outcome.status === "rejected");
  for (const { reason } of failed) console.warn(reason);
  find("trouble").hidden = failed.length === 0;
  holder.removeAttribute("aria-busy");
}

function asset(kind, feature) {
  const name = feature.properties.name || `${kind.one} ${texts.say("nameless")}`;
  return { key: `${kind.collection}/${feature.id}`, kind, feature, name };
}

function redraw() {
  const question = filters.question();
  const shown = filters.kinds().flatMap((kind) => {
    const layer = layers.get(kind.code);
    layer.ask(question);
    return [...layer.features.values()].map((feature) => asset(kind, feature));
  });
  markers.show(shown);
  const bounds = map.getBounds();
  const inView = shown.filter(({ feature }) => {
    const point = pointOf(feature.geometry);
    return point && bounds.contains(point);
  });
  const missing = filters.kinds().reduce((sum, kind) => sum + layers.get(kind.code).missing, 0);
  list.draw(inView, missing);
}

function open(chosen) {
  openAt(chosen, pointOf(chosen.feature.geometry), () => markers.focus(chosen.key));
}

function openAt(chosen, at, back) {
  popups.one(chosen, at, back);
  opened = chosen.feature.id;
  remember();
}

function openMany(assets, at) {
  popups.many(assets, at, () => markers.focus(assets[0].key), assets.length <= 8);
}

function showOnMap(chosen) {
  holder.scrollIntoView({ block: "nearest" });
  markers.reveal(chosen.key, () => open(chosen));
}

// `?asset=ID`: the asset's popup, wherever it is, whatever the filters say.
async function openAsked({ id, collection }, keepsView) {
  const kind = settings.kinds.find((candidate) => candidate.collection === collection);
  if (!kind) return;
  try {
    const feature = await fetchJson(`${settings.collections}/${collection}/items/${encodeURIComponent(id)}`);
    const point = pointOf(feature.geometry);
    if (!point) return;
    if (!keepsView || !map.getBounds().contains(point)) map.setView(point, Math.max(map.getZoom(), 17), { animate: false });
    open(asset(kind, feature));
  } catch (error) {
    console.warn(error);
  }
}

function remember() {
  writeAddress(map, filters.shared(), opened);
}

// A small map on a form, to point at where something is. It fills in the two numbers below it, and follows them when
// they are typed. The form works without it.

import { Base } from "./base.js";

const holder = document.getElementById("place-picker");
const field = (name) => document.getElementById(holder.dataset[name]);
const longitude = field("longitude");
const latitude = field("latitude");
const extent = holder.dataset.extent ? JSON.parse(holder.dataset.extent) : [3.3, 50.7, 7.3, 53.6];

holder.classList.add("place-picker");
const hint = document.createElement("p");
hint.className = "soft";
hint.textContent = holder.dataset.hint;
holder.before(hint);

const map = L.map(holder, { maxZoom: 20, minZoom: 3, zoomControl: true, scrollWheelZoom: false });
map.attributionControl.setPrefix(false);
const base = new Base(map, { collections: holder.dataset.collections });
const pin = L.circleMarker([0, 0], { radius: 10, weight: 3, color: "#a63d24", fillColor: "#fffdf7", fillOpacity: 0.9 });
let running = null;

map.fitBounds([[extent[1], extent[0]], [extent[3], extent[2]]], { maxZoom: 17 });
map.on("moveend", load);
map.on("click", (event) => point(event.latlng));
map.getContainer().addEventListener("keydown", (event) => {
  // The arrows move the map; Enter takes its middle.
  if (event.key !== "Enter") return;
  event.preventDefault();
  point(map.getCenter());
});
for (const input of [longitude, latitude]) input.addEventListener("change", follow);
follow();
load();

function point(place) {
  const wrapped = place.wrap();
  latitude.value = wrapped.lat.toFixed(6);
  longitude.value = wrapped.lng.toFixed(6);
  pin.setLatLng(wrapped).addTo(map);
}

function follow() {
  const [lat, lon] = [latitude, longitude].map((input) => (input.value.trim() === "" ? NaN : Number(input.value.replace(",", "."))));
  if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) return pin.remove();
  pin.setLatLng([lat, lon]).addTo(map);
  if (!map.getBounds().contains([lat, lon])) map.setView([lat, lon], Math.max(map.getZoom(), 16));
}

async function load() {
  running?.abort();
  const own = (running = new AbortController());
  // Without the drawing under it the map can still be pointed at.
  await base.load(own.signal).catch((error) => { if (error.name !== "AbortError") console.warn(error); });
}

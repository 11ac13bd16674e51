// The page's address: filters and the opened asset in the query, the view behind the `#`.

// `#zoom/lat/lon`, or null where the address holds no view.
export function viewInAddress() {
  const match = /^#(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/.exec(window.location.hash);
  if (!match) return null;
  const [zoom, lat, lon] = match.slice(1).map(Number);
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && zoom <= 22 ? { zoom, center: [lat, lon] } : null;
}

// Writes the state into the address without a step in the browser's history.
export function writeAddress(map, query, assetId) {
  const params = new URLSearchParams(query);
  if (assetId) params.set("asset", assetId);
  const text = params.toString();
  const { lat, lng } = map.getCenter();
  const hash = `#${map.getZoom()}/${lat.toFixed(5)}/${lng.toFixed(5)}`;
  const address = window.location.pathname + (text ? `?${text}` : "") + hash;
  window.history.replaceState(null, "", address);
  for (const link of document.querySelectorAll(".languages a")) {
    const target = new URL(link.href);
    target.searchParams.set("back", window.location.pathname + (text ? `?${text}` : ""));
    link.href = target.pathname + target.search;
  }
}

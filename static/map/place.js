// Where things are: one point for any geometry, distances, boxes on a grid.

// Boxes asked for lie on a grid of about 500 m, so that what leaves the browser never says more precisely than that
// where somebody looks, and so that neighbouring views ask for the same boxes.
const GRID = { lon: 0.008, lat: 0.005 };

export function snappedBox(bounds) {
  const down = (value, step) => Math.floor(value / step + 1e-9) * step;
  const up = (value, step) => Math.ceil(value / step - 1e-9) * step;
  const round = (value, most) => Math.max(-most, Math.min(most, Number(value.toFixed(4))));
  return [
    round(down(bounds.getWest(), GRID.lon), 180),
    round(down(bounds.getSouth(), GRID.lat), 90),
    round(up(bounds.getEast(), GRID.lon), 180),
    round(up(bounds.getNorth(), GRID.lat), 90),
  ];
}

export function holds(outer, inner) {
  return outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];
}

// The point that stands for a geometry, as [lat, lon], or null where there is none.
export function pointOf(geometry) {
  if (!geometry) return null;
  const { type, coordinates } = geometry;
  switch (type) {
    case "Point": return latLon(coordinates);
    case "MultiPoint": return latLon(coordinates[0]);
    case "LineString": return latLon(coordinates[Math.floor(coordinates.length / 2)]);
    case "MultiLineString": return pointOf({ type: "LineString", coordinates: longest(coordinates) });
    case "Polygon": return middle(coordinates[0]);
    case "MultiPolygon": return middle(longest(coordinates.map((rings) => rings[0])));
    case "GeometryCollection": return (geometry.geometries || []).map(pointOf).find(Boolean) || null;
    default: return null;
  }
}

export function isShape(geometry) {
  return Boolean(geometry) && !geometry.type.endsWith("Point");
}

// Metres between two points [lat, lon], on a sphere.
export function distance(a, b) {
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const half = (from, to) => Math.sin(radians(to - from) / 2) ** 2;
  const h = half(a[0], b[0]) + Math.cos(radians(a[0])) * Math.cos(radians(b[0])) * half(a[1], b[1]);
  return 2 * 6371000 * Math.asin(Math.min(1, Math.sqrt(h)));
}

function latLon(position) {
  const fits = Array.isArray(position) && Number.isFinite(position[0]) && Number.isFinite(position[1]);
  return fits ? [position[1], position[0]] : null;
}

function longest(lists) {
  return lists.reduce((best, list) => (list && list.length > best.length ? list : best), []);
}

// The centre of a ring's surface; the middle of its box where it has none.
function middle(ring) {
  if (!ring || ring.length === 0) return null;
  let surface = 0, lon = 0, lat = 0;
  const [lon0, lat0] = ring[0];
  for (let i = 0; i + 1 < ring.length; i += 1) {
    const [x1, y1] = [ring[i][0] - lon0, ring[i][1] - lat0];
    const [x2, y2] = [ring[i + 1][0] - lon0, ring[i + 1][1] - lat0];
    const cross = x1 * y2 - x2 * y1;
    surface += cross;
    lon += (x1 + x2) * cross;
    lat += (y1 + y2) * cross;
  }
  if (Math.abs(surface) > 1e-14) return latLon([lon0 + lon / (3 * surface), lat0 + lat / (3 * surface)]);
  const span = (axis) => ring.map((position) => position[axis]).sort((a, b) => a - b);
  const [lons, lats] = [span(0), span(1)];
  return latLon([(lons[0] + lons.at(-1)) / 2, (lats[0] + lats.at(-1)) / 2]);
}

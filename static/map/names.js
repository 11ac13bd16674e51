// Names of streets and canals, written along them on one canvas when close enough to read.

const FROM_ZOOM = 16;
// The same name is written again only so many pixels further on.
const APART = 260;

export class Names {
  constructor(map, parts) {
    Object.assign(this, { map, parts });
    const pane = map.createPane("base-names");
    pane.style.zIndex = 240;
    pane.style.pointerEvents = "none";
    this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide", pane);
    this.canvas.setAttribute("aria-hidden", "true");
    map.on("moveend resize", () => this.redraw());
  }

  redraw() {
    const { map, canvas } = this;
    const size = map.getSize();
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    canvas.width = size.x * ratio;
    canvas.height = size.y * ratio;
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
    if (map.getZoom() < FROM_ZOOM) return;
    const style = getComputedStyle(document.documentElement);
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    pen.font = `${map.getZoom() > 17 ? 13 : 12}px ${style.getPropertyValue("--sans") || "sans-serif"}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineWidth = 3;
    pen.lineJoin = "round";
    pen.fillStyle = style.getPropertyValue("--map-label");
    pen.strokeStyle = style.getPropertyValue("--map-street");
    this.write(pen, size);
  }

  write(pen, size) {
    const written = [];
    for (const part of this.parts) {
      for (const { geometry, properties } of part.source.features.values()) {
        const name = properties && properties.name;
        if (!name || !geometry) continue;
        const found = this.straightest(lines(geometry), size);
        if (!found || pen.measureText(name).width > found.length * 1.15) continue;
        if (written.some((other) => (other.name === name ? APART : 22) > Math.hypot(other.x - found.x, other.y - found.y))) continue;
        written.push({ name, ...found });
        pen.save();
        pen.translate(found.x, found.y);
        pen.rotate(found.angle);
        pen.strokeText(name, 0, 0);
        pen.fillText(name, 0, 0);
        pen.restore();
      }
    }
  }

  // The longest straight piece of the lines with its middle in view, in pixels.
  straightest(positions, size) {
    let best = null;
    for (const line of positions) {
      const points = line.map(([lon, lat]) => this.map.latLngToContainerPoint([lat, lon]));
      for (let i = 0; i + 1 < points.length; i += 1) {
        const piece = clipped(points[i], points[i + 1], size);
        if (!piece) continue;
        const [dx, dy] = [piece.b.x - piece.a.x, piece.b.y - piece.a.y];
        const length = Math.hypot(dx, dy);
        if (best && length <= best.length) continue;
        const angle = Math.atan2(dy, dx);
        const upright = Math.abs(angle) > Math.PI / 2 ? angle + Math.PI : angle;
        best = { x: (piece.a.x + piece.b.x) / 2, y: (piece.a.y + piece.b.y) / 2, length, angle: upright };
      }
    }
    return best;
  }
}

function clipped(a, b, size) {
  const kept = L.LineUtil.clipSegment(a, b, L.bounds([0, 0], [size.x, size.y]));
  return kept && { a: kept[0], b: kept[1] };
}

function lines(geometry) {
  switch (geometry.type) {
    case "LineString": return [geometry.coordinates];
    case "MultiLineString": return geometry.coordinates;
    default: return [];
  }
}

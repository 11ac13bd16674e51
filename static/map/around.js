// What is around me: the position is used in the browser only. It is drawn and it sorts the list; nothing sends it.

import { distance } from "./place.js";

export class Around {
  // `found` is called with [lat, lon].
  constructor(map, button, status, texts, extent, found) {
    Object.assign(this, { map, button, status, texts, extent, found });
    button.addEventListener("click", () => this.ask());
  }

  ask() {
    if (!navigator.geolocation || !window.isSecureContext) return this.say("around-cannot");
    this.say("around-asking");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.arrive([coords.latitude, coords.longitude], coords.accuracy),
      (error) => this.say(error.code === error.PERMISSION_DENIED ? "around-refused" : "around-unknown"),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  }

  arrive(here, accuracy) {
    this.dot?.remove();
    this.dot = L.layerGroup([
      L.circle(here, { radius: Math.min(accuracy || 0, 2000), className: "me-about", interactive: false }),
      L.circleMarker(here, { radius: 9, className: "me", interactive: false }),
    ]).addTo(this.map);
    this.button.setAttribute("aria-pressed", "true");
    const isFar = this.extent && distance(here, nearest(here, this.extent)) > 5000;
    this.say(isFar ? "around-far" : "around-found");
    if (!isFar) this.map.setView(here, Math.max(this.map.getZoom(), 16));
    this.found(here);
  }

  say(key) {
    this.status.textContent = this.texts.say(key);
    this.status.hidden = false;
  }
}

function nearest([lat, lon], [west, south, east, north]) {
  return [Math.min(Math.max(lat, south), north), Math.min(Math.max(lon, west), east)];
}

// Loading a layer by box. What was loaded is kept; a box that lies within a loaded one is not asked for again.

import { holds, pointOf } from "./place.js";

const PAGE = 1000;
// Beyond this the map would be slower than reading: the page then says that there is more, and to come closer.
const MOST_PAGES = 5;

export class Layer {
  constructor(collections, collection) {
    this.address = `${collections}/${collection}/items`;
    this.forget("");
  }

  // Starts anew where the question has changed.
  ask(question) {
    if (question !== this.question) this.forget(question);
  }

  forget(question) {
    this.question = question;
    this.features = new Map();
    this.whole = [];
    this.partly = new Map();
    this.missing = 0;
  }

  // Loads what lies in the box. Afterwards `missing` says how many more there are in the last box than were fetched.
  async load(box, signal) {
    const isWhole = this.whole.some((known) => holds(known, box));
    if (isWhole || this.partly.has(String(box))) {
      this.missing = isWhole ? 0 : this.partly.get(String(box));
      return;
    }
    const question = this.question;
    let next = `${this.address}?bbox=${box.join(",")}&limit=${PAGE}${question ? `&${question}` : ""}`;
    let [fetched, matched] = [0, 0];
    for (let page = 0; next && page < MOST_PAGES; page += 1) {
      const answer = await fetchJson(next, signal);
      if (question !== this.question) return;
      for (const feature of answer.features || []) this.features.set(String(feature.id), feature);
      fetched += (answer.features || []).length;
      matched = answer.numberMatched ?? fetched;
      next = following(answer);
    }
    this.missing = next ? Math.max(1, matched - this.countIn(box)) : 0;
    if (next) this.partly.set(String(box), this.missing);
    else this.whole.push(box);
  }

  countIn([west, south, east, north]) {
    const lies = (point) => point && point[0] >= south && point[0] <= north && point[1] >= west && point[1] <= east;
    return [...this.features.values()].filter((feature) => lies(pointOf(feature.geometry))).length;
  }
}

// In a frame on another site everyone sees the same, also in a steward's browser: who looks is not told.
const credentials = document.body.hasAttribute("data-embedded") ? "omit" : "same-origin";

export async function fetchJson(address, signal) {
  const response = await fetch(address, { signal, credentials, headers: { Accept: "application/geo+json, application/json" } });
  if (!response.ok) throw new Error(`${response.status} ${address}`);
  return response.json();
}

// The next page, asked of the host this page came from: behind a proxy the server may know itself by another name.
function following(answer) {
  const link = (answer.links || []).find((candidate) => candidate.rel === "next");
  if (!link) return null;
  const { pathname, search } = new URL(link.href, window.location.href);
  return pathname + search;
}

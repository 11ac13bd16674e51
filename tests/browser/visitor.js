// Every test watches its pages: no error in the console, nothing that the content policy stops, no request to another host.

import { AxeBuilder } from "@axe-core/playwright";
import { test as plain, expect } from "@playwright/test";
import { STEWARD } from "./server.js";

export { expect, STEWARD };

export const SLUG = "meerkolk";
export const HOME = `/${SLUG}`;

export const test = plain.extend({
  // Complaints that a test expects, as regular expressions.
  expected: [[], { option: true }],
  watched: [
    async ({ context, baseURL, expected }, use) => {
      const complaints = [];
      const complain = (what) => {
        if (!expected.some((pattern) => pattern.test(what))) complaints.push(what);
      };
      context.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) complain(`console: ${message.text()} (${message.location().url})`);
      });
      context.on("weberror", (error) => complain(`script: ${error.error().stack}`));
      context.on("request", (request) => {
        const url = new URL(request.url());
        if (url.protocol.startsWith("http") && url.origin !== new URL(baseURL).origin) complain(`request to another host: ${url}`);
      });
      context.on("response", (response) => {
        if (response.status() >= 500) complain(`${response.status()} for ${response.url()}`);
      });
      await use(complaints);
      expect(complaints, "complaints of the browser").toEqual([]);
    },
    { auto: true },
  ],
});

// The map has loaded what its view needs.
export async function openMap(page, rest = "") {
  await page.goto(`${HOME}/map${rest}`);
  await settled(page);
}

export async function settled(page) {
  await expect(page.locator("#map .leaflet-map-pane")).toBeAttached();
  await still(page);
  await expect(page.locator("[data-count]")).not.toBeEmpty();
  await expect(page.locator("#map")).not.toHaveAttribute("aria-busy", "true", { timeout: 30_000 });
}

// Waits until the map has stopped moving: its place and zoom are the same for a while.
async function still(page) {
  await page.waitForFunction(() => {
    const pane = document.querySelector("#map .leaflet-map-pane");
    const now = `${pane.style.transform} ${location.hash} ${document.querySelectorAll(".leaflet-zoom-anim").length}`;
    const last = (window.lastMove ??= { now, since: performance.now() });
    if (last.now !== now) Object.assign(last, { now, since: performance.now() });
    return performance.now() - last.since > 400;
  });
}

// The first of these on the map that lies wholly within it, or null. The map keeps some just outside its rim as well.
export async function inSight(page, selector) {
  const rim = await page.locator("#map").boundingBox();
  for (const found of await page.locator(`#map ${selector}`).all()) {
    const box = await found.boundingBox();
    const isWithin = box && box.x >= rim.x && box.y >= rim.y && box.x + box.width <= rim.x + rim.width && box.y + box.height <= rim.y + rim.height;
    if (isWithin) return found;
  }
  return null;
}

// On a phone the filters are in a drawer.
export async function openFilters(page) {
  const drawer = page.locator("[data-map-drawer]");
  if (!(await drawer.evaluate((details) => details.open))) await drawer.locator("summary").click();
}

// The number in a sentence such as "128 in view".
export async function countInView(page) {
  return Number((await page.locator("[data-count]").textContent()).replace(/\D/g, "") || 0);
}

// The address of the page of an asset that everybody may see.
export async function assetPage(page, question = "tuin") {
  const answer = await page.request.get(`${HOME}/assets?q=${encodeURIComponent(question)}`, { headers: { accept: "text/html" } });
  const found = (await answer.text()).match(/href="(\/[a-z0-9-]+\/assets\/[0-9a-f-]{36})"/);
  expect(found, `an asset for ${question}`).not.toBeNull();
  return found[1];
}

export async function expectAccessible(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
  expect(told, "what axe finds").toEqual([]);
}

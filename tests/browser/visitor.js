// What all tests share: pages of the demo neighbourhood, and a watch on what a page asks for and complains of.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test as plain } from "@playwright/test";

export { expect };

// Every test fails when a page complains or asks another host for anything.
export const test = plain.extend({
  baseURL: async ({}, use) => use(process.env.WIJKWEB_ADDRESS),
  page: async ({ page }, use) => {
    const [complaints, strangers] = [[], []];
    page.on("console", (said) => ["error", "warning"].includes(said.type()) && complaints.push(said.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith("http") && url.origin !== process.env.WIJKWEB_ADDRESS) strangers.push(request.url());
    });
    await use(page);
    expect(complaints, "what the page complained of").toEqual([]);
    expect(strangers, "what was asked of other hosts").toEqual([]);
  },
});

export const HOME = "/meerkolk";

// The map has loaded what its view needs.
export async function openMap(page, rest = "") {
  await page.goto(`${HOME}/map${rest}`);
  await settled(page);
}

export async function settled(page) {
  await expect(page.locator("[data-count]")).not.toBeEmpty();
  await expect(page.locator("#map")).not.toHaveAttribute("aria-busy", "true", { timeout: 30_000 });
}

export async function openFilters(page) {
  const drawer = page.locator("[data-map-drawer]");
  if (!(await drawer.evaluate((details) => details.open))) await drawer.locator("summary").click();
}

export async function countInView(page) {
  return Number((await page.locator("[data-count]").textContent()).replace(/\D/g, "") || 0);
}

export async function expectAccessible(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((violation) => [violation.id, violation.nodes.map((node) => node.html)])).toEqual([]);
}

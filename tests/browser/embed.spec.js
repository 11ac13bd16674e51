// A page of somebody else, on another port, shows the map and the list in a frame: only where a steward allowed it.

import { createServer } from "node:http";
import { test, expect, SLUG, STEWARD } from "./visitor.js";

// The browser says it when a frame is refused; and the page of somebody else is another host.
test.use({ storageState: STEWARD, expected: [/frame-ancestors|refused to connect|request to another host|favicon|X-Frame-Options/i] });
test.describe.configure({ mode: "serial" });

async function elsewhere(use) {
  let html = "";
  const server = createServer((_, answer) => answer.setHeader("content-type", "text/html; charset=utf-8").end(html));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await use({ origin: `http://127.0.0.1:${server.address().port}`, show: (frame) => { html = `<!doctype html><title>Krant</title><h1>De krant</h1>${frame}`; } });
  } finally {
    server.close();
  }
}

// The address without the slash at its end.
const plain = (address) => address.replace(/\/$/, "");

async function allow(page, sites) {
  await page.goto(`/${SLUG}/settings`);
  await page.locator("#embed_sites").fill(sites);
  await page.locator("main form button[type=submit]").click();
  await expect(page.locator(".message.ok")).toBeVisible();
}

test("a site that was named shows the map and the list, another does not", async ({ page, baseURL }, info) => {
  const site = plain(baseURL);
  await elsewhere(async (named) => {
    await elsewhere(async (stranger) => {
      await allow(page, named.origin);
      await page.screenshot({ path: `results/embed-settings-${info.project.name}.png`, fullPage: true });
      const [map, , list] = await page.locator("textarea.snippet").evaluateAll((areas) => areas.map((area) => area.value));
      expect(map).toContain(`${site}/${SLUG}/embed/map?lang=nl`);

      named.show(`<style>iframe{border:0}</style>${map}${list}`);
      await page.goto(named.origin);
      const drawn = page.frameLocator("iframe").first();
      await expect(drawn.locator("#map .leaflet-marker-icon").first()).toBeVisible();
      await expect(drawn.locator("#map")).not.toHaveAttribute("aria-busy", "true");
      const rows = page.frameLocator("iframe").nth(1).locator(".assets > li");
      await expect(rows.first()).toBeVisible();
      await page.screenshot({ path: `results/embed-${info.project.name}.png`, fullPage: true });

      // What it leads to opens in a window of its own, which does not know where it came from.
      const [opened] = await Promise.all([page.context().waitForEvent("page"), rows.first().locator("a").click()]);
      await expect(opened.locator("h1")).toBeVisible();
      expect(await opened.evaluate(() => window.opener)).toBeNull();
      await opened.close();
      const link = drawn.locator(".map-list .assets a").first();
      await expect(link).toHaveAttribute("rel", "noopener");
      await expect(link).toHaveAttribute("target", "_blank");

      stranger.show(map);
      await page.goto(stranger.origin);
      await expect.poll(() => page.frames().length).toBe(2);
      await expect(page.frameLocator("iframe").locator("#map")).toHaveCount(0);

      // No other page lets itself be framed, by whomever.
      named.show(`<iframe src="${site}/${SLUG}/map" title="x" width="600" height="400"></iframe>`);
      await page.goto(named.origin);
      await expect(page.frameLocator("iframe").locator("#map")).toHaveCount(0);
      await allow(page, "");
    });
  });
});

test("without script the list stands where the map would be", async ({ browser, page, baseURL }, info) => {
  const site = plain(baseURL);
  await elsewhere(async (named) => {
    await allow(page, named.origin);
    const context = await browser.newContext({ javaScriptEnabled: false, baseURL, storageState: { cookies: [], origins: [] } });
    const scriptless = await context.newPage();
    named.show(`<iframe src="${site}/${SLUG}/embed/map?lang=nl" title="Kaart" width="100%" height="560"></iframe>`);
    await scriptless.goto(named.origin);
    await expect(scriptless.frameLocator("iframe").locator(".assets > li").first()).toBeVisible();
    await expect(scriptless.frameLocator("iframe").locator(".map-frame")).toBeHidden();
    await scriptless.screenshot({ path: `results/embed-without-script-${info.project.name}.png`, fullPage: true });
    await context.close();
    await allow(page, "");
  });
});

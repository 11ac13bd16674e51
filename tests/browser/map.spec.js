import { HOME, countInView, expect, inSight, openFilters, openMap, settled, test } from "./visitor.js";

test("the map draws the ground and the assets, and its list says the same", async ({ page }) => {
  await openMap(page);
  expect(await page.locator(".asset-mark, .cluster").count()).toBeGreaterThan(3);
  expect(await page.locator(".leaflet-base-street-pane canvas").count()).toBe(1);
  const rows = await page.locator("[data-rows] > li").count();
  expect(rows).toBe(Math.min(50, await countInView(page)));
});

test("a kind can be taken off; address and list link follow, and a shared link shows the same", async ({ page, context }) => {
  await openMap(page);
  const before = await countInView(page);
  await openFilters(page);
  await page.locator('input[name="kind"][value="place"]').uncheck();
  await expect.poll(() => countInView(page)).toBeLessThan(before);
  const after = await countInView(page);
  expect(page.url()).not.toContain("kind=place&");
  expect(page.url()).toContain("kind=thing");
  await expect(page.locator("a[data-list-link]")).toHaveAttribute("href", /kind=thing/);
  await expect(page.locator("[data-rows] .kind-place")).toHaveCount(0);
  const shared = await context.newPage();
  await shared.goto(page.url());
  await settled(shared);
  await openFilters(shared);
  await expect(shared.locator('input[name="kind"][value="place"]')).not.toBeChecked();
  expect(await countInView(shared)).toBe(after);
});

test("a place function narrows the map as it narrows the list", async ({ page }) => {
  await openMap(page);
  await openFilters(page);
  await page.locator('input[name="function"]').first().check();
  await expect.poll(() => page.url()).toContain("function=");
  await settled(page);
  const onMap = await countInView(page);
  await page.locator("a[data-list-link]").click();
  await expect(page.locator(".assets > li")).toHaveCount(onMap);
});

test("words narrow the map", async ({ page }) => {
  await openMap(page);
  const before = await countInView(page);
  await page.locator("#q").fill("tuin");
  await expect.poll(() => countInView(page)).toBeLessThan(before);
  await page.locator("#q").fill("bestaatnietqq");
  await expect(page.locator("[data-rows] > li")).toHaveCount(0);
});

test("with the keyboard alone one opens an asset, goes back to its mark, and goes to its page", async ({ page }) => {
  await openMap(page);
  await page.locator("[data-map-fit]").focus();
  const name = await page.locator("[data-rows] .name").first().textContent();
  await page.locator(".to-map").first().focus();
  await page.keyboard.press("Enter");
  await expect(page.locator(".leaflet-popup h2")).toHaveText(name);
  expect(page.url()).toContain("asset=");
  await page.keyboard.press("Escape");
  await expect(page.locator(".leaflet-popup")).toHaveCount(0);
  expect(await page.evaluate(() => document.activeElement.className)).toMatch(/asset-mark|cluster/);
  expect(page.url()).not.toContain("asset=");
  await page.keyboard.press("Enter");
  await expect(page.locator(".leaflet-popup")).toBeVisible();
  await page.locator(".leaflet-popup a[href*='/assets/']").first().press("Enter");
  await page.waitForURL(/\/assets\//);
  expect(page.url()).toContain(`${HOME}/assets/`);
});

test("a link to a view and to an asset opens just that", async ({ page }) => {
  await page.goto(`${HOME}/assets?kind=place&place=yes`);
  const address = await page.locator(".assets .name a").first().getAttribute("href");
  const name = await page.locator(".assets .name a").first().textContent();
  await openMap(page, `?asset=${address.split("/").pop()}`);
  await expect(page.locator(".leaflet-popup h2")).toHaveText(name);
  await openMap(page, "#17/52.53000/5.24900");
  expect(page.url()).toContain("#17/52.53000/5.24900");
});

test("a cluster opens closer by, down to all that is at one spot", async ({ page }) => {
  await openMap(page);
  for (let step = 0; step < 8; step += 1) {
    const cluster = await inSight(page, ".cluster");
    if (!cluster || (await page.locator(".leaflet-popup").count()) > 0) break;
    await cluster.focus();
    await page.keyboard.press("Enter");
    await settled(page);
  }
  expect(await page.locator(".leaflet-popup, .asset-mark").count()).toBeGreaterThan(0);
});

test("what is around me stays in the browser and sorts the list", async ({ page, context }) => {
  const here = { latitude: 52.530123, longitude: 5.248765, accuracy: 20 };
  await context.grantPermissions(["geolocation"], { origin: process.env.WIJKWEB_ADDRESS });
  await context.setGeolocation(here);
  await openMap(page);
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.locator("[data-map-around]").click();
  await expect(page.locator(".me")).toHaveCount(1);
  await settled(page);
  const metres = await page.locator("[data-rows] .said").evaluateAll((rows) => rows.slice(0, 10).map((row) => Number(/(\d+) m/.exec(row.textContent)[1])));
  expect(metres).toEqual([...metres].sort((a, b) => a - b));
  for (const address of asked) {
    expect(address).not.toMatch(/52\.530123|5\.248765/);
    // The boxes asked for lie on a coarse grid.
    for (const edge of (new URL(address).searchParams.get("bbox") ?? "").split(",").filter(Boolean)) {
      expect(Math.round(Number(edge) * 10000) % 10).toBe(0);
    }
  }
});

test("who does not tell where they are gets a friendly word", async ({ page }) => {
  await openMap(page);
  await page.locator("[data-map-around]").click();
  await expect(page.locator("[data-map-around-status]")).not.toBeEmpty();
});

test("one layer that fails does not take the others with it", async ({ browser }) => {
  const page = await browser.newPage({ baseURL: process.env.WIJKWEB_ADDRESS });
  await page.route("**/collections/things/**", (route) => route.abort());
  await openMap(page);
  await expect(page.locator("[data-map-trouble]")).toBeVisible();
  expect(await countInView(page)).toBeGreaterThan(10);
  await page.unroute("**/collections/things/**");
  await page.locator("[data-map-retry]").click();
  await expect(page.locator("[data-map-trouble]")).toBeHidden();
  await page.close();
});

test("the map draws the neighbourhood and what is in it, and nothing from elsewhere", async ({ page }, info) => {
  await page.goto(`${HOME}/map`);
  await settled(page);
  await expect(page.locator("#map .asset-mark, #map .cluster").first()).toBeVisible();
  const painted = await page.evaluate(() => {
    const isPainted = (canvas) => canvas.width > 0 && canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value !== 0);
    return [...document.querySelectorAll("#map canvas")].some(isPainted);
  });
  expect(painted, "streets, water, green or buildings are drawn").toBe(true);
  expect(await countInView(page)).toBeGreaterThan(50);
  await page.screenshot({ path: `results/map-${info.project.name}.png` });
});

test("a popup leads to the page of its asset", async ({ page }) => {
  await page.goto(`${HOME}/map`);
  await settled(page);
  const row = page.locator("[data-rows] li").first();
  const name = await row.locator(".name").innerText();
  await row.locator(".to-map").click();
  const popup = page.locator("#map .leaflet-popup");
  await expect(popup.locator("h2")).toHaveText(name);
  await expect(page).toHaveURL(/asset=[0-9a-f-]{36}/);
  await popup.locator("h2 a").click();
  await expect(page).toHaveURL(new RegExp(`${HOME}/assets/[0-9a-f-]{36}$`));
  await expect(page.locator("h1")).toHaveText(name);
});

test("a mark on the map opens by touch or click", async ({ page }) => {
  await page.goto(`${HOME}/map?kind=institution`);
  await settled(page);
  await page.locator("[data-rows] li .to-map").first().click();
  await page.locator("#map .leaflet-popup-close-button").click();
  await expect(page.locator("#map .leaflet-popup")).toHaveCount(0);
  // The first of the list may share its spot with others; then they open first.
  for (let step = 0; step < 8 && !(await inSight(page, ".asset-mark")); step += 1) {
    await (await inSight(page, ".cluster")).click();
    await settled(page);
  }
  await (await inSight(page, ".asset-mark")).click();
  await expect(page.locator("#map .leaflet-popup h2 a").first()).toBeVisible();
});

test("the list beside the map names what is in view, and follows the view", async ({ page }) => {
  await page.goto(`${HOME}/map`);
  await settled(page);
  const whole = await countInView(page);
  await expect(page.locator("[data-rows] li .name a").first()).toHaveAttribute("href", new RegExp(`^${HOME}/assets/`));
  const zoomIn = page.locator("#map .leaflet-control-zoom-in");
  for (let times = 0; times < 3; times += 1) {
    await zoomIn.click();
    await settled(page);
  }
  await expect.poll(() => countInView(page)).toBeLessThan(whole);
});

import { HOME, assetPage, expect, expectAccessible, settled, test } from "./visitor.js";

const PAGES = ["/", HOME, `${HOME}/map`, `${HOME}/assets`, `${HOME}/assets?kind=place`, `${HOME}/assets?q=nietsdergelijks`, `${HOME}/about`, `${HOME}/ogc`];

for (const [language, desktop, phone] of [["nl", "light", "dark"], ["en", "dark", "light"]]) {
  test(`in ${language} nothing stands in anybody's way`, async ({ page, context, isMobile }) => {
    test.slow();
    await page.emulateMedia({ colorScheme: isMobile ? phone : desktop, reducedMotion: "reduce" });
    await context.addCookies([{ name: "language", value: language, url: process.env.WIJKWEB_ADDRESS }]);
    for (const address of PAGES) {
      await test.step(address, async () => {
        await page.goto(address);
        await expect(page.locator("html")).toHaveAttribute("lang", language);
        if (address.endsWith("/map")) await settled(page);
        await expectAccessible(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), "wider than the window").toBeLessThanOrEqual(0);
      });
    }
  });
}

test("an asset's page has no hindrance, and leads to the map", async ({ page }) => {
  await page.goto(`${HOME}/assets?kind=place&place=yes`);
  await page.locator(".assets .name a").first().click();
  await expectAccessible(page);
  await page.locator("main a[href*='/map']").first().click();
  await expect(page.locator(".leaflet-popup")).toBeVisible();
});

test("every page fits a window of 320 pixels", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  for (const address of PAGES) {
    await page.goto(address);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), address).toBeLessThanOrEqual(320);
  }
});

test("the language is the browser's until another is chosen, and then stays", async ({ page, context }) => {
  await page.goto(`${HOME}/assets?q=tuin`);
  const first = await page.locator("html").getAttribute("lang");
  await page.locator(".languages a").click();
  await expect(page.locator("html")).not.toHaveAttribute("lang", first);
  await expect(page).toHaveURL(/\/assets\?q=tuin/);
  const other = await context.newPage();
  await other.goto("/");
  await expect(other.locator("html")).not.toHaveAttribute("lang", first);
});

test("without script everything but the map can be read, and the map says where to look", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: process.env.WIJKWEB_ADDRESS, locale: "nl-NL" });
  const page = await context.newPage();
  await page.goto(`${HOME}/map`);
  await expect(page.locator(".map-frame")).toBeHidden();
  await page.locator("main a[href$='/assets']").first().click();
  await expect(page.locator(".assets > li").first()).toBeVisible();
  await page.locator("#q").fill("tuin");
  await page.locator("main form button[type=submit]").first().click();
  expect(page.url()).toContain("q=tuin");
  await context.close();
});

test("the skip link leads to the content", async ({ page }) => {
  await page.goto(HOME);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement.id)).toBe("main");
});

test("the list narrows by kind and by word, and says so in its address", async ({ page }, info) => {
  await page.goto(`${HOME}/assets`);
  const all = await page.locator("main").innerText();
  await page.locator("form.filters input[name=q]").fill("tuin");
  const drawer = page.locator("form.filters details", { has: page.locator('input[name="kind"]') });
  if (await drawer.locator("summary").isVisible()) await drawer.locator("summary").click();
  await page.locator('form.filters input[name="kind"][value="place"]').check();
  await page.locator("form.filters button[type=submit]").first().click();
  await expect(page).toHaveURL(/q=tuin/);
  await expect(page).toHaveURL(/kind=place/);
  await expect(page.locator("ul.assets li").first()).toBeVisible();
  expect(await page.locator("main").innerText()).not.toBe(all);
  await expect(page.locator("ul.assets .kind-mark:not(.kind-place)")).toHaveCount(0);
  await page.screenshot({ path: `results/list-${info.project.name}.png`, fullPage: true });
});

test("a search without an answer is friendly and offers a way on", async ({ page }) => {
  await page.goto(`${HOME}/assets?q=xyzzyqwerty`);
  await expect(page.locator(".empty")).toBeVisible();
  await expect(page.locator(".empty a").first()).toBeVisible();
});

test("the page of an asset tells what it hangs together with, from both ends", async ({ page }, info) => {
  await page.goto(await assetPage(page, "Tuingroep"));
  const name = await page.locator("h1").innerText();
  await page.screenshot({ path: `results/asset-${info.project.name}.png`, fullPage: true });
  await page.locator("ul.connections a[href]").last().click();
  await expect(page.locator("h1")).not.toHaveText(name);
  await expect(page.locator("ul.connections").getByRole("link", { name, exact: true }).first()).toBeVisible();
});

test("the language is right from the first page on", async ({ page, locale }) => {
  await page.goto(`${HOME}`);
  await expect(page.locator("html")).toHaveAttribute("lang", locale.slice(0, 2));
  await page.screenshot({ path: `results/home-${test.info().project.name}.png`, fullPage: true });
});

test.describe("an address that is not there", () => {
  test.use({ expected: [/status of 404/] });
  test("answers in words, with a way on", async ({ page }) => {
    const answer = await page.goto(`${HOME}/assets/01a2043f-8277-74ca-9ced-000000000000`);
    expect(answer.status()).toBe(404);
    await expect(page.locator("h1")).toBeVisible();
    await expect(page.locator("main a[href]").first()).toBeVisible();
  });
});

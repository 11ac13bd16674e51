import { HOME, expect, expectAccessible, settled, test } from "./visitor.js";

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

test("the language is switched in place and remembered", async ({ page }) => {
  await page.goto(`${HOME}/assets?kind=place`);
  await page.locator(".languages a").click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  expect(page.url()).toContain(`${HOME}/assets?kind=place`);
  await page.goto(HOME);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
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

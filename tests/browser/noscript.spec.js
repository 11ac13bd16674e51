import { test, expect, SLUG, assetPage } from "./visitor.js";

test.use({ javaScriptEnabled: false });

test("without script all but the map works", async ({ page }, info) => {
  await page.goto("/");
  await page.locator(`a[href="/${SLUG}"]`).first().click();
  await expect(page.locator("dl .value").first()).not.toBeEmpty();
  await page.locator("form.search input[name=q]").fill("koken");
  await page.locator("form.search button").click();
  await expect(page.locator("ul.assets li").first()).toBeVisible();
  await page.locator("ul.assets .name a").first().click();
  await expect(page.locator("h1")).toBeVisible();
  await page.locator(".languages a").click();
  await expect(page.locator("h1")).toBeVisible();

  await page.goto(`/${SLUG}/map`);
  const twin = page.locator(`noscript a, main p a[href="/${SLUG}/assets"]`).first();
  await expect(twin).toBeVisible();
  await page.screenshot({ path: `results/map-without-script-${info.project.name}.png` });
  await twin.click();
  await expect(page.locator("ul.assets li").first()).toBeVisible();

  for (const address of [`/${SLUG}/about`, `/${SLUG}/ogc`, `/${SLUG}/ogc/collections`, `/${SLUG}/ogc/collections/places/items`, await assetPage(page)]) {
    const answer = await page.goto(address);
    expect(answer.status(), address).toBe(200);
    await expect(page.locator("h1"), address).toBeVisible();
  }
});

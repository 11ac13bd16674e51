import { test, expect, SLUG, assetPage } from "./visitor.js";

test("on paper a page is text without furniture", async ({ page }, info) => {
  for (const address of [`/${SLUG}`, `/${SLUG}/assets`, await assetPage(page, "Tuingroep")]) {
    await page.goto(address);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await expect(page.locator("h1")).toBeVisible();
    for (const furniture of [".tabs", ".languages", ".foot", "main .button"]) {
      for (const one of await page.locator(furniture).all()) await expect(one).toBeHidden();
    }
    const colours = await page.evaluate(() => [document.body, document.querySelector("h1")].map((element) => getComputedStyle(element).color));
    expect(colours).toEqual(["rgb(0, 0, 0)", "rgb(0, 0, 0)"]);
  }
  await page.screenshot({ path: `results/print-${info.project.name}.png`, fullPage: true });
});

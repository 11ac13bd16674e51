import { test, expect, HOME, STEWARD, expectAccessible } from "./visitor.js";

const DOCUMENTS = ["register", "dpia", "breach", "processor"];

test("the notice is led to from the foot of a page, and axe finds nothing on it", async ({ page }, info) => {
  await page.goto(HOME);
  await page.locator("footer a[href$='/privacy']").click();
  await expect(page.locator("h1")).toContainText("Meerkolk");
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await page.screenshot({ path: `results/privacy-notice-${info.project.name}.png`, fullPage: true });
});

test.describe("as a steward", () => {
  test.use({ storageState: STEWARD });
  for (const document of DOCUMENTS) {
    test(`axe finds nothing on ${document}, and it prints with lines to write on`, async ({ page }, info) => {
      await page.goto(`${HOME}/privacy/${document}`);
      await expectAccessible(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await page.screenshot({ path: `results/privacy-${document}-${info.project.name}.png`, fullPage: true });
      await page.emulateMedia({ media: "print" });
      await expect(page.locator(".write-on").first()).toBeVisible();
      for (const furniture of [".crumbs", ".message.tip", ".tabs", "footer"]) await expect(page.locator(furniture).first()).toBeHidden();
      await page.pdf({ path: `results/privacy-${document}-${info.project.name}.pdf`, format: "A4" });
    });
  }
});

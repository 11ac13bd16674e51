import { readFileSync } from "node:fs";
import { test, expect, SLUG, STEWARD, assetPage, expectAccessible } from "./visitor.js";

// A form that is not accepted is answered with 422.
test.use({ storageState: STEWARD, expected: [/status of 422/] });

// A photo made in the browser: grass, a sky and a red shed.
async function photo(page, colour, width = 1600, height = 1200) {
  const address = await page.evaluate(([colour, width, height]) => {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const pen = canvas.getContext("2d");
    for (const [fill, x, y, w, h] of [["#9cc7e8", 0, 0, 1, 1], ["#5d8a3a", 0, 0.6, 1, 0.4], [colour, 0.3, 0.35, 0.4, 0.4]]) {
      pen.fillStyle = fill;
      pen.fillRect(x * width, y * height, w * width, h * height);
    }
    return canvas.toDataURL("image/jpeg");
  }, [colour, width, height]);
  return Buffer.from(address.split(",")[1], "base64");
}

test("a steward adds photos, is told what cannot be read, puts one first and takes one away", async ({ page, browser, baseURL }, info) => {
  // Each window and language has an asset and photos of its own: they go on side by side, and a photo that is erased for good
  // goes wherever it is shown.
  const own = {
    "desktop-nl": ["tuin", "#b3402a"],
    "phone-en": ["koor", "#a8662a"],
    "phone-nl": ["repairgroep", "#7a2ab3"],
    "desktop-en": ["voetbalclub", "#2ab38f"],
  };
  const [name, colour] = own[info.project.name];
  const asset = await assetPage(page, name);
  await page.goto(asset);
  await page.locator(".photos a.button").click();
  await expectAccessible(page);
  await page.locator("#photo").setInputFiles([
    { name: "schuur.jpg", mimeType: "image/jpeg", buffer: await photo(page, colour) },
    { name: "IMG_0007.HEIC", mimeType: "image/heic", buffer: Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic") },
    { name: "hoog.jpg", mimeType: "image/jpeg", buffer: await photo(page, colour, 900, 1600) },
  ]);
  await page.locator("#alternative").fill("Een rode schuur in het gras");
  await page.locator("#maker").fill("Kees");
  await page.screenshot({ path: `results/photo-form-${info.project.name}.png`, fullPage: true });
  await page.locator("main form[enctype] button[type=submit]").click();

  // The two good ones are kept; the third is named, and the words still stand in the form.
  await expect(page.locator(".message.error li")).toHaveCount(1);
  await expect(page.locator(".message.error li")).toContainText("IMG_0007.HEIC");
  await expect(page.locator("#maker")).toHaveValue("Kees");
  await expect(page.locator(".photo-list > li")).toHaveCount(2);
  await page.screenshot({ path: `results/photo-refused-${info.project.name}.png`, fullPage: true });

  await page.locator(".photo-list > li").last().locator("a").click();
  await expectAccessible(page);
  await page.screenshot({ path: `results/photo-one-${info.project.name}.png`, fullPage: true });
  await page.locator("main form:has(input[value=first]) button").click();
  await expect(page.locator(".message.ok")).toBeVisible();

  await page.goto(asset);
  const first = page.locator(".photo img").first();
  await expect(first).toHaveAttribute("alt", "Een rode schuur in het gras");
  await expect.poll(() => first.evaluate((image) => image.complete && image.naturalWidth)).toBeGreaterThan(0);
  await expectAccessible(page);
  await page.screenshot({ path: `results/photo-asset-${info.project.name}.png`, fullPage: true });

  // Everyone sees them, and what they get holds nothing but the picture.
  const context = await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] } });
  const visitor = await context.newPage();
  await visitor.goto(asset);
  await expect(visitor.locator(".photo img")).toHaveCount(2);
  const answer = await visitor.request.get(await visitor.locator(".photo a").first().getAttribute("href"));
  expect(answer.headers()["content-type"]).toBe("image/jpeg");
  await context.close();

  await page.locator(".photos > a.button").click();
  await page.locator(".photo-list > li").first().locator("a").click();
  await page.locator("main form:has(input[value=away]) button").click();
  await expect(page.locator(".photo-list > li")).toHaveCount(1);
  await page.screenshot({ path: `results/photo-away-${info.project.name}.png`, fullPage: true });
  await page.locator("input[name=sure]").check();
  await page.locator("main form:has(input[name=sure]) button").click();
  await expect(page.locator(".message.ok")).toBeVisible();
});

test("a page with a photo prints with its largest size", async ({ page }, info) => {
  const asset = await assetPage(page, "buurthuis");
  await page.goto(`${asset}/photos`);
  await page.locator("#photo").setInputFiles([{ name: "a.jpg", mimeType: "image/jpeg", buffer: await photo(page, "#b3402a", 3000, 2000) }]);
  await page.locator("main form[enctype] button[type=submit]").click();
  await page.emulateMedia({ media: "print" });
  const image = page.locator(".photo img").first();
  await expect.poll(() => image.evaluate((image) => image.currentSrc)).toContain("print.jpg");
  const path = `results/photo-print-${info.project.name}.pdf`;
  await page.pdf({ path, format: "A4" });
  // A JPEG stands in the file as it is: 2400 pixels wide.
  expect(readFileSync(path).toString("latin1")).toMatch(/\/Width 2400/);
});

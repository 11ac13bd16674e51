import { test, expect, SLUG, STEWARD } from "./visitor.js";

test.use({ storageState: STEWARD });

// A title with an accent in Latin-1, decimal commas, semicolons, and a row that cannot be placed.
const TABLE = Buffer.from(
  "Naam;Omschrijving;lat;lon\nCaf\u00e9 Proef;Koffie en soep;52,5305;5,2481\nBankje Proef;Zitten;52,5306;5,2482\nZwevend Proef;Nergens;abc;5,2\n",
  "latin1",
);

test("a file is shown before it is kept, kept when agreed, and can be taken back", async ({ page }, info) => {
  await page.goto(`/${SLUG}/import`);
  await page.locator("#kind").selectOption("place");
  await page.locator("#file").setInputFiles({ name: `proef-${info.project.name}-${Date.now()}.csv`, mimeType: "text/csv", buffer: TABLE });
  await page.locator("main form[enctype] button[type=submit]").click();
  await expect(page).toHaveURL(/\/import\/[0-9a-f-]{36}/);
  await expect(page.locator("main")).toContainText("Café Proef");
  await page.screenshot({ path: `results/import-preview-${info.project.name}.png`, fullPage: true });

  const before = await page.request.get(`/${SLUG}/assets?q=proef`);
  expect(await before.text()).not.toContain("Bankje Proef</a>");
  await page.locator("main form[method=post] button[type=submit]").last().click();
  await expect(page.locator("main")).toContainText(/\d/);
  await expect.poll(async () => (await page.request.get(`/${SLUG}/assets?q=bankje+proef`)).text(), { timeout: 30_000 }).toContain("Bankje Proef</a>");
  await page.reload();
  await page.screenshot({ path: `results/import-report-${info.project.name}.png`, fullPage: true });

  await page.locator('main form[action$="/undo"] button, main a[href$="/undo"]').first().click();
  const undo = page.locator('main form[action$="/undo"] button');
  if ((await undo.count()) > 0 && page.url().endsWith("/undo")) await undo.first().click();
  await expect.poll(async () => (await page.request.get(`/${SLUG}/assets?q=bankje+proef`)).text(), { timeout: 30_000 }).not.toContain("Bankje Proef</a>");
});

import { test, expect, SLUG, STEWARD, settled } from "./visitor.js";

// A form that is not accepted is answered with 422.
test.use({ storageState: STEWARD, expected: [/status of 422/] });

test("a steward adds a place: what is wrong is said at the field, what was typed stays, then it is on the map", async ({ page }, info) => {
  const name = `Proefplek ${info.project.name} ${Date.now()}`;
  await page.goto(`/${SLUG}/assets/new`);
  await page.locator('main a[href*="kind=place"]').click();
  await page.locator("#name").fill(name);
  await page.locator("#description").fill("Eén regel\nen nog één, met <b>haakjes</b> & tekens.");
  await page.locator("#website").fill("geen adres");
  await page.locator("#latitude").fill("52.5312");
  await page.locator("#longitude").fill("5.2487");
  await page.locator("main form[method=post] button[type=submit]").click();

  await expect(page.locator("#website-error")).toBeVisible();
  await expect(page.locator("#website")).toHaveAttribute("aria-invalid", "true");
  await expect(page.locator("#name")).toHaveValue(name);
  await expect(page.locator("#description")).toHaveValue("Eén regel\nen nog één, met <b>haakjes</b> & tekens.");
  await expect(page.locator("#website")).toHaveValue("geen adres");
  await page.screenshot({ path: `results/fault-${info.project.name}.png`, fullPage: true });

  await page.locator("#website").fill("https://proef.example");
  await page.locator("main form[method=post] button[type=submit]").click();
  await expect(page).toHaveURL(new RegExp(`/${SLUG}/assets/[0-9a-f-]{36}`));
  await expect(page.locator("h1")).toHaveText(name);
  await expect(page.locator("main")).toContainText("met <b>haakjes</b> & tekens.");

  const id = new URL(page.url()).pathname.split("/").pop();
  await page.goto(`/${SLUG}/map?asset=${id}`);
  await settled(page);
  await expect(page.locator("#map .leaflet-popup h2")).toHaveText(name);
});

test("a steward ties two assets together", async ({ page }) => {
  const answer = await page.request.get(`/${SLUG}/assets?q=Tuingroep&kind=association`, { headers: { accept: "text/html" } });
  const [, club] = (await answer.text()).match(/href="(\/[a-z-]+\/assets\/[0-9a-f-]{36})"/);
  await page.goto(`${club}/ties/new`);
  await page.locator('main a[href*="tie=pays"][href*="way=out"]').click();
  const other = page.locator("ul.assets .name a").first();
  const name = (await other.innerText()).trim();
  await other.click();
  await page.locator("#year").fill("2025");
  await page.locator("#amount").fill("niets");
  await page.locator("main form[method=post] button[type=submit]").click();
  await expect(page.locator("#amount-error")).toBeVisible();
  await expect(page.locator("#year")).toHaveValue("2025");
  await page.locator("#amount").fill("12,50");
  await page.locator("main form[method=post] button[type=submit]").click();
  await page.goto(club);
  await expect(page.locator("ul.connections li", { hasText: "2025" }).getByRole("link", { name, exact: true }).first()).toBeVisible();
});

test("a visitor is not offered what only a steward may do", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  const answer = await page.goto(`/${SLUG}/assets/new`);
  expect(answer.status()).toBe(403);
  await page.goto(`/${SLUG}`);
  await expect(page.locator('a[href$="/assets/new"]')).toHaveCount(0);
  await context.close();
});

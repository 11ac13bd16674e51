// A conversation at the door on a phone: written down, read along, agreed to, found by others as agreed. No script is needed.

import { test, expect, expectAccessible, SLUG, STEWARD } from "./visitor.js";

// A form that is not accepted yet is answered with 422.
test.use({ storageState: STEWARD, expected: [/status of 422/] });

test("a builder writes down a conversation, is asked about what better stays unwritten, and the resident is found", async ({ page, browser, baseURL }) => {
  const name = `Proefje ${Date.now()}`;
  await page.goto(`/${SLUG}/people/new`);
  await expectAccessible(page);
  await page.locator("#name").fill(name);
  await page.locator("#description").fill("Zingt in het kerkkoor.");

  const singing = page.locator("fieldset.skill", { has: page.locator('input[name="can"][value="singing"]') });
  await page.locator("#group-music_arts summary").click();
  await expect(singing.locator(".more")).toBeHidden();
  await singing.getByLabel("Kan ik").check();
  await expect(singing.locator(".more")).toBeVisible();
  await singing.locator('input[name="best3"]').check();
  await singing.locator('select[name="share_how.singing"]').selectOption("free");
  for (const box of await singing.locator("label.choice").all()) expect((await box.boundingBox()).height).toBeGreaterThanOrEqual(44);

  await page.locator('input[name="precision"][value="none"]').check();
  await expect(page.locator(".consent input:checked")).toHaveCount(0);
  await page.locator('input[name="age"][value="adult"]').check();
  for (const scope of ["store", "show_neighbours", "show_public"]) await page.locator(`#agree-${scope} input[value="yes"]`).check();
  const keep = page.locator("form.conversation > .row button[type=submit]");
  await keep.click();

  await expect(page.locator("#screened")).toContainText("kerkkoor");
  await expect(page.locator("#screened")).toBeFocused();
  await expect(page.locator("#description")).toHaveValue("Zingt in het kerkkoor.");
  await expect(singing.locator('input[name="best3"]')).toBeChecked();
  await expectAccessible(page);
  await page.locator("#description").fill("Zingt graag.");
  await keep.click();
  await expect(page.locator("h1")).toHaveText(name);
  await expect(page.locator(".message.ok")).toBeVisible();
  await expectAccessible(page);

  const context = await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] }, locale: "nl-NL" });
  const visitor = await context.newPage();
  await visitor.goto(`/${SLUG}/people?q=${encodeURIComponent(name)}`);
  await expectAccessible(visitor);
  await visitor.locator(".assets a").click();
  await expect(visitor.locator("h1")).toHaveText(name);
  await expect(visitor.locator("main")).toContainText("Zingen");
  await expect(visitor.locator('a[href$="/edit"]')).toHaveCount(0);
  await expectAccessible(visitor);
  await context.close();
});

test("the list of skills is searched, and a name that is here already is asked about", async ({ page }) => {
  await page.goto(`/${SLUG}/people/new`);
  await page.locator("#find").fill("fiets");
  await page.locator("#find").press("Enter");
  await expect(page.locator("#found legend").first()).toBeInViewport();
  await expect(page.locator("#find")).toHaveValue("fiets");
  await page.locator("#name").fill("Jan de Vries");
  await page.locator('input[name="precision"][value="none"]').check();
  await page.locator('input[name="age"][value="adult"]').check();
  await page.locator('#agree-store input[value="yes"]').check();
  await page.locator("form.conversation > .row button[type=submit]").click();
  await expect(page.locator("#same li")).toHaveCount(2);
});

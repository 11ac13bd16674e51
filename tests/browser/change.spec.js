// Two tabs at once, undoing, merging and taking apart, as a steward does it in Dutch on a phone and at a desk.

import { test, expect, SLUG, STEWARD, expectAccessible } from "./visitor.js";

// A save over a state that was not seen is answered with 409.
test.use({ storageState: STEWARD, expected: [/status of 409/] });

const SEND = "main form[method=post]:has(input[name=seen]) button[type=submit]";

// Adds a place and gives the address of its page.
async function added(page, name, more = {}) {
  await page.goto(`/${SLUG}/assets/new?kind=place`);
  await page.locator("#name").fill(name);
  for (const [field, text] of Object.entries(more)) await page.locator(`#${field}`).fill(text);
  await page.locator("main form[method=post] button[type=submit]").click();
  await expect(page.locator("h1")).toHaveText(name);
  return new URL(page.url()).pathname;
}

test("two tabs change one record: both texts side by side, joined, then undone", async ({ page, context }, info) => {
  const name = `Schuur ${info.project.name} ${Date.now()}`;
  const asset = await added(page, name, { description: "Een schuur met fietsen. Open op zaterdag.", threat: "sloop" });
  const other = await context.newPage();
  await page.goto(`${asset}/edit`);
  await other.goto(`${asset}/edit`);
  await expectAccessible(page);
  await page.screenshot({ path: `results/change-edit-${info.project.name}.png`, fullPage: true });

  await other.locator("#name").fill(`${name} Noord`);
  await other.locator("#description").fill("Een schuur met fietsen. Open op zaterdag en zondag.");
  await other.locator("#opening_hours").fill("za en zo, 10 tot 16 uur");
  await other.locator(SEND).click();
  await expect(other.locator(".message.ok")).toContainText("De wijziging is bewaard");

  // The first tab lost its connection for a while, and sends later.
  await context.setOffline(true);
  await page.locator("#name").fill(`${name} Zuid`);
  await page.locator("#description").fill("Een grote schuur met fietsen. Open op zaterdag.");
  await page.locator("#threat").fill("");
  await context.setOffline(false);
  await page.locator(SEND).click();
  await expect(page.locator("fieldset.disputed")).toHaveCount(2);
  await expect(page.locator("#own-description")).toHaveValue("Een grote schuur met fietsen. Open op zaterdag en zondag.");
  await expectAccessible(page);
  await page.screenshot({ path: `results/change-conflict-${info.project.name}.png`, fullPage: true });

  await page.locator('#take-name input[value="mine"]').check();
  await page.locator(SEND).click();
  await expect(page.locator("h1")).toHaveText(`${name} Zuid`);
  await expect(page.locator("main")).toContainText("Een grote schuur met fietsen. Open op zaterdag en zondag.");
  await expect(page.locator("main")).toContainText("za en zo, 10 tot 16 uur");
  await page.screenshot({ path: `results/change-kept-${info.project.name}.png`, fullPage: true });

  await page.locator(".message.ok form button").click();
  await page.screenshot({ path: `results/change-undone-${info.project.name}.png`, fullPage: true });
  await page.goto(asset);
  await expect(page.locator("h1")).toHaveText(`${name} Noord`);
  await other.close();
});

test("two records of one shed become one and come apart again", async ({ page }, info) => {
  const name = `Loods ${info.project.name} ${Date.now()}`;
  const kept = await added(page, name, { threat: "sloop" });
  const gone = await added(page, `${name} bis`, { opening_hours: "altijd", threat: "geen" });

  await page.goto(kept);
  await page.locator(`a[href="${kept}/merge"]`).click();
  await page.screenshot({ path: `results/merge-find-${info.project.name}.png`, fullPage: true });
  await page.locator("ul.assets").getByRole("link", { name: `${name} bis`, exact: true }).click();
  await page.locator('#take-threat input[value="other"]').check();
  await expectAccessible(page);
  await page.screenshot({ path: `results/merge-choose-${info.project.name}.png`, fullPage: true });
  await page.locator(SEND).click();
  await expect(page.locator(".message.ok")).toContainText("Samengevoegd");
  await expect(page.locator(".facts")).toContainText("altijd");
  await page.screenshot({ path: `results/merge-done-${info.project.name}.png`, fullPage: true });

  await page.goto(gone);
  await expect(page.locator("h1")).toHaveText(name);
  await page.locator(`a[href="${gone}/apart"]`).click();
  await expectAccessible(page);
  await page.screenshot({ path: `results/merge-apart-${info.project.name}.png`, fullPage: true });
  await page.locator(SEND).click();
  await expect(page).toHaveURL(new RegExp(gone));
  await expect(page.locator("h1")).toHaveText(`${name} bis`);
  await page.goto(kept);
  await expect(page.locator(".facts")).toContainText("sloop");
  await expect(page.locator(".facts")).not.toContainText("altijd");
});

test("many records get a tag at once", async ({ page }, info) => {
  const name = `Paal ${info.project.name} ${Date.now()}`;
  await added(page, `${name} a`);
  await added(page, `${name} b`);
  await page.goto(`/${SLUG}/assets?q=${encodeURIComponent(name)}`);
  await page.locator('input[name=id]').first().check();
  await page.locator('input[name=id]').nth(1).check();
  await expectAccessible(page);
  await page.screenshot({ path: `results/many-list-${info.project.name}.png`, fullPage: true });
  await page.locator("form[action$='/many'] button[type=submit]").click();
  await page.locator('input[name=act][value=add_tags]').check();
  await page.locator("#tags").fill("paal");
  await expectAccessible(page);
  await page.screenshot({ path: `results/many-choose-${info.project.name}.png`, fullPage: true });
  await page.locator("form[action$='/many'] button[type=submit]").click();
  await page.screenshot({ path: `results/many-show-${info.project.name}.png`, fullPage: true });
  await page.locator("button[value=do]").click();
  await expect(page.locator(".message.ok")).toBeVisible();
});

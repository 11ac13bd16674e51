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

// Goes from the page of a record to its history, as a person does.
async function toHistory(page, asset) {
  await page.goto(asset);
  await page.locator(`a[href="${asset}/history"]`).first().click();
  await expect(page.locator("h1")).toContainText("Geschiedenis van");
}

// The card of the change by which the record was added; the last one, as the latest stands on top.
const beginning = (page) => page.locator(".history > li").last();

test("one field goes back to what it was, then the whole, and what came between stays in the history", async ({ page, context }, info) => {
  const name = `Kelder ${info.project.name} ${Date.now()}`;
  const asset = await added(page, name, { description: "Droog en koel.", opening_hours: "op afspraak" });
  await page.goto(`${asset}/edit`);
  await page.locator("#name").fill(`${name} Oost`);
  await page.locator("#description").fill("Droog, koel en licht.");
  await page.locator("#opening_hours").fill("");
  await page.locator(SEND).click();
  await expect(page.locator(".message.ok")).toContainText("De wijziging is bewaard");

  await toHistory(page, asset);
  await expect(page.locator(".history > li")).toHaveCount(2);
  await expect(page.locator(".history > li").first()).toContainText(`van “${name}” naar “${name} Oost”`);
  await expect(page.locator(".history > li").first()).toContainText("leeggemaakt; er stond “op afspraak”");
  await expect(page.locator(".history ins")).toContainText(["Droog, koel", "licht."]);
  await expectAccessible(page);
  await page.screenshot({ path: `results/history-${info.project.name}.png`, fullPage: true });
  const late = await context.newPage();
  await late.goto(page.url());

  await page.getByRole("button", { name: "Zet Naam terug" }).click();
  await expect(page.locator(".message.ok")).toContainText("Het is teruggezet");
  await page.goto(asset);
  await expect(page.locator("h1")).toHaveText(name);
  await expect(page.locator("main")).toContainText("Droog, koel en licht.");

  // A second tab, opened before that, does not put back over what it did not see.
  await late.getByRole("button", { name: "Zet alles terug zoals het toen werd" }).last().click();
  await expect(late.locator(".message.warning")).toContainText("Er is intussen iets veranderd");
  await expect(late.locator(".history > li")).toHaveCount(3);
  await expectAccessible(late);
  await late.screenshot({ path: `results/history-overtaken-${info.project.name}.png`, fullPage: true });
  await late.close();

  await toHistory(page, asset);
  await beginning(page).getByRole("button", { name: "Zet alles terug zoals het toen werd" }).click();
  await expect(page.locator(".message.ok")).toContainText("Het is teruggezet");
  await page.screenshot({ path: `results/history-restored-${info.project.name}.png`, fullPage: true });
  await page.goto(asset);
  await expect(page.locator("h1")).toHaveText(name);
  await expect(page.locator("main")).toContainText("Droog en koel.");
  await expect(page.locator(".facts")).toContainText("op afspraak");
  await toHistory(page, asset);
  await expect(page.locator(".history > li")).toHaveCount(4);
  await expect(page.locator(".history > li").first()).toContainText("zette terug hoe het eerder was");

  // Putting back is a change like every other, and can be undone.
  await page.goto(asset);
  await toHistory(page, asset);
  await page.locator(".history > li").nth(1).getByRole("button", { name: "Zet alles terug zoals het toen werd" }).click();
  await page.locator(".message.ok form button").click();
  await page.goto(asset);
  await expect(page.locator("main")).toContainText("Droog en koel.");
});

test("what was taken away is found among the changes and put back from there and from its history", async ({ page }, info) => {
  const name = `Trap ${info.project.name} ${Date.now()}`;
  const asset = await added(page, name, { description: "Naar het water." });
  const takeAway = async () => {
    await page.goto(asset);
    await page.locator(`a[href="${asset}/remove"]`).click();
    await page.getByRole("button", { name: "Haal weg", exact: true }).click();
    await expect(page.locator(".message.ok")).toContainText("Het is weggehaald");
    expect((await page.request.get(asset)).status()).toBe(404);
  };
  const among = page.locator(".history > li").filter({ hasText: name });

  await takeAway();
  await page.goto(`/${SLUG}/changes`);
  await page.getByLabel("Alleen wat is weggehaald").check();
  await page.getByRole("button", { name: "Laat zien" }).click();
  await expect(among).toHaveCount(1);
  await expect(among).toContainText(`Weggehaald: ${name}`);
  await expectAccessible(page);
  await page.screenshot({ path: `results/changes-removed-${info.project.name}.png`, fullPage: true });
  await among.getByRole("button", { name: "Maak dit ongedaan" }).click();
  await expect(page.locator("main")).toContainText("Teruggezet");
  await page.goto(asset);
  await expect(page.locator("h1")).toHaveText(name);

  await takeAway();
  await page.goto(`/${SLUG}/changes?removed=yes`);
  await among.first().getByRole("link", { name }).click();
  await expect(page.locator(".message.warning")).toContainText("Dit is weggehaald");
  await expectAccessible(page);
  await page.screenshot({ path: `results/history-gone-${info.project.name}.png`, fullPage: true });
  await beginning(page).getByRole("button", { name: "Zet alles terug zoals het toen werd" }).click();
  await expect(page.locator(".message.ok")).toContainText("Het is teruggezet");
  await page.goto(asset);
  await expect(page.locator("h1")).toHaveText(name);
  await expect(page.locator("main")).toContainText("Naar het water.");
});

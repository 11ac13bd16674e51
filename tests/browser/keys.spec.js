import { test, expect, SLUG, STEWARD, HOME, expectAccessible } from "./visitor.js";
import { totp } from "./totp.js";

// A wrong password is answered with 422, what one may not do with 403, and a link that is used up with 404.
test.use({ storageState: STEWARD, expected: [/status of (403|404|422)/] });

const PASSWORD = "drie fietsen en een kar";

// A picture of the whole page, which is no wider than the phone.
const pictures = (info) => async (page, name) => {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${name} is wider than the screen`).toBeLessThanOrEqual(0);
  await page.screenshot({ path: `results/keys-${name}-${info.project.name}.png`, fullPage: true });
};

test("somebody is invited, signs in with an app, and ends a session elsewhere", async ({ page, browser, baseURL }, info) => {
  const picture = pictures(info);
  const name = `fatma-${info.project.name}-${Date.now()}`;
  await page.goto(`/${SLUG}/team`);
  await expectAccessible(page);
  await page.locator("#note").fill(name);
  await page.locator("#invite ~ form button[type=submit]").click();
  const link = await page.locator("code.long").textContent();
  await expect(page.locator("svg.qr")).toBeVisible();
  await expectAccessible(page);
  await picture(page, "invited");

  const own = await browser.newContext({ ...info.project.use, baseURL, storageState: { cookies: [], origins: [] } });
  const builder = await own.newPage();
  await builder.goto(link);
  await builder.reload();
  await expectAccessible(builder);
  await builder.locator("#name").fill("Fatma");
  await builder.locator("#sign_in").fill(name);
  await builder.locator("#password").fill("kort");
  await builder.locator("#again").fill("kort");
  await builder.locator("main form button[type=submit]").click();
  await expect(builder.locator("#password-error")).toBeVisible();
  await expect(builder.locator("#name")).toHaveValue("Fatma");
  await expectAccessible(builder);
  await picture(builder, "invitation");
  await builder.locator("#password").fill(PASSWORD);
  await builder.locator("#again").fill(PASSWORD);
  await builder.locator("main form button[type=submit]").click();
  await expect(builder).toHaveURL(new RegExp(`/${SLUG}$`));
  await expect(builder.locator(".who")).toContainText("Fatma");
  expect((await builder.request.get(link)).status(), "a link is good once").toBe(404);
  expect((await builder.request.get(`/${SLUG}/team`, { headers: { accept: "text/html" } })).status()).toBe(403);
  expect((await builder.request.get(`/${SLUG}/assets/new`)).status()).toBe(200);

  await builder.goto("/account");
  await expectAccessible(builder);
  await builder.locator("#second-step ~ a").click();
  const secret = await builder.locator("main ol code").textContent();
  await expectAccessible(builder);
  await picture(builder, "second-step");
  await builder.locator("#code").fill(totp(secret));
  await builder.locator("#password").fill(PASSWORD);
  await builder.locator("main form button[type=submit]").click();
  await expect(builder.locator(".codes li")).toHaveCount(10);
  await expectAccessible(builder);
  await picture(builder, "recovery-codes");
  const recovery = await builder.locator(".codes li").first().textContent();

  // On another device the password alone is not enough.
  const other = await browser.newContext({ ...info.project.use, baseURL, storageState: { cookies: [], origins: [] } });
  const elsewhere = await other.newPage();
  await elsewhere.goto(`/${SLUG}/assets/new`);
  await elsewhere.locator("main .row a").first().click();
  await expect(elsewhere).toHaveURL(/sign-in/);
  await expectAccessible(elsewhere);
  await elsewhere.locator("#name").fill(name);
  await elsewhere.locator("#password").fill("niet dit wachtwoord");
  await elsewhere.locator("main form button[type=submit]").click();
  await expect(elsewhere.locator(".message.error")).toBeVisible();
  await expect(elsewhere.locator("#name")).toHaveValue(name);
  await expectAccessible(elsewhere);
  await picture(elsewhere, "sign-in");
  await elsewhere.locator("#password").fill(PASSWORD);
  await elsewhere.locator("main form button[type=submit]").click();
  await expect(elsewhere.locator("#code")).toBeVisible();
  expect((await elsewhere.request.get("/account")).status(), "half in is not in").toBe(403);
  await elsewhere.locator("#code").fill("000000");
  await elsewhere.locator("main form button[type=submit]").click();
  await expect(elsewhere.locator("#code-error")).toBeVisible();
  await expectAccessible(elsewhere);
  await elsewhere.locator("#code").fill(recovery);
  await elsewhere.locator("main form button[type=submit]").click();
  await expect(elsewhere).toHaveURL(new RegExp(`/${SLUG}/assets/new$`));

  await builder.goto("/account");
  await expect(builder.locator("#browsers ~ ul > li")).toHaveCount(2);
  await picture(builder, "account");
  await builder.locator("#browsers ~ ul form button").click();
  await expect(builder.locator("#browsers ~ ul > li")).toHaveCount(1);
  expect((await elsewhere.request.get("/account")).status(), "ended").toBe(403);

  // Out of the team: out everywhere, at once.
  await page.goto(`/${SLUG}/team`);
  await page.locator("main li.card a", { hasText: "Fatma" }).last().click();
  await expectAccessible(page);
  await picture(page, "member");
  await page.locator("#off ~ form button").click();
  expect((await builder.request.get("/account")).status(), "switched off").toBe(403);
  await own.close();
  await other.close();
});

test("a resident comes in with a card by its QR code, and a lost card dies", async ({ page, browser, baseURL }, info) => {
  const picture = pictures(info);
  const name = `Mien ${info.project.name} ${Date.now()}`;
  await page.goto(`/${SLUG}/residents`);
  await expectAccessible(page);
  await page.locator("#name").fill(name);
  await page.locator("#new-card ~ form button[type=submit]").click();
  const card = page.locator(".resident-card");
  const code = await card.locator(".code-of-card").textContent();
  const address = await card.locator("code.long").textContent();
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
  await expectAccessible(page);
  await picture(page, "card");

  const own = await browser.newContext({ ...info.project.use, baseURL, storageState: { cookies: [], origins: [] } });
  const resident = await own.newPage();
  const asked = [];
  resident.on("request", (request) => asked.push(request.url() + (request.postData() ?? "")));
  // What a QR code leads to.
  await resident.goto(`${address}#${code}`);
  await expect(resident.locator("#code")).toHaveValue(code);
  expect(new URL(resident.url()).hash, "the code does not stay in the history").toBe("");
  expect(asked.some((what) => what.includes(code)), "nothing is sent before the button is pressed").toBe(false);
  await expectAccessible(resident);
  await picture(resident, "card-use");
  await resident.locator("#code").fill(code.replace(code[0], code[0] === "7" ? "8" : "7"));
  await resident.locator("main form button[type=submit]").click();
  await expect(resident.locator("#code-error")).toBeVisible();
  await expectAccessible(resident);
  await resident.locator("#code").fill(code.toLowerCase());
  await resident.locator("main form button[type=submit]").click();
  await expect(resident).toHaveURL(new RegExp(`${HOME}$`));
  await expect(resident.locator(".who")).toContainText("Mien");

  await page.goto(`/${SLUG}/residents`);
  await page.locator("#cards ~ ul a", { hasText: name }).click();
  await expectAccessible(page);
  await picture(page, "resident");
  await page.locator("#replace ~ form button").click();
  const renewed = await page.locator(".code-of-card").textContent();
  expect(renewed).not.toBe(code);
  await resident.reload();
  await expect(resident.locator(".who")).not.toContainText("Mien");
  await resident.goto(`${address}#${code}`);
  await resident.locator("main form button[type=submit]").click();
  await expect(resident.locator("#code-error")).toBeVisible();
  await own.close();
});

test("somebody asks for a card, and a builder acts for a resident", async ({ page: steward, browser, baseURL }, info) => {
  const picture = pictures(info);
  const name = `Piet ${info.project.name} ${Date.now()}`;
  const context = () => browser.newContext({ ...info.project.use, baseURL, storageState: { cookies: [], origins: [] } });
  const own = await context();
  const resident = await own.newPage();
  await resident.goto(`/${SLUG}/join`);
  await expectAccessible(resident);
  await resident.locator("#name").fill(name);
  await resident.locator("main form").evaluate((form) => (form.noValidate = true));
  await resident.locator("main form button[type=submit]").click();
  await expect(resident.locator("#reach-error")).toBeVisible();
  await expect(resident.locator("#name")).toHaveValue(name);
  await resident.locator("#reach").fill("Kade 3, na zessen");
  await picture(resident, "join");
  await resident.locator("main form button[type=submit]").click();
  await expect(resident.locator(".message.ok")).toBeVisible();
  await expectAccessible(resident);
  await own.close();

  // A builder of their own: whoever acts for another may do less meanwhile, in every window.
  await steward.goto(`/${SLUG}/team`);
  await steward.locator("#invite ~ form button[type=submit]").click();
  const theirs = await context();
  const page = await theirs.newPage();
  await page.goto(await steward.locator("code.long").textContent());
  await page.locator("#name").fill("Bouwer");
  await page.locator("#sign_in").fill(`bouwer-${info.project.name}-${Date.now()}`);
  await page.locator("#password").fill(PASSWORD);
  await page.locator("#again").fill(PASSWORD);
  await page.locator("main form button[type=submit]").click();
  await expect(page).toHaveURL(new RegExp(`${HOME}$`));

  await page.goto(`/${SLUG}/residents`);
  await picture(page, "asking");
  await page.locator("#asking ~ ul li", { hasText: name }).locator("button[value=accept]").click();
  await expect(page.locator(".resident-card")).toContainText(name);
  await page.goto(`/${SLUG}/residents`);
  await page.locator("#cards ~ ul a", { hasText: name }).click();
  await page.locator("#help ~ form button").click();
  await expect(page.locator(".helping")).toContainText(name);
  await expectAccessible(page);
  await picture(page, "helping");
  expect((await page.request.get(`/${SLUG}/assets/new`)).status(), "what the resident may not do, the helper may not").toBe(403);
  await page.locator(".helping button").click();
  await expect(page.locator(".helping")).toHaveCount(0);
  await theirs.close();

  await steward.goto(`/${SLUG}/log`);
  await expect(steward.locator("main")).toContainText(name);
  await expectAccessible(steward);
  await picture(steward, "log");
  await steward.goto(`/${SLUG}/rights`);
  await expectAccessible(steward);
  await picture(steward, "rights");
});

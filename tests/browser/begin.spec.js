import { test, expect, STEWARD, expectAccessible } from "./visitor.js";

// A form that is not accepted is answered with 422, and what is not open yet with 403.
test.use({ storageState: STEWARD, expected: [/status of (403|422)/] });

const ANSWERS = {
  controller: async (page) => {
    await page.locator("#controller").fill("Gemeente Molenwijk");
    await page.locator("#controller_kind").selectOption("municipality");
  },
  contact: async (page) => {
    await page.locator("#contact_name").fill("Ans");
    await page.locator("#contact_reach").fill("ans@molenwijk.example");
  },
  purposes: async (page) => {
    for (const purpose of ["assets", "stories"]) await page.locator(`[name=purposes][value=${purpose}]`).check();
  },
  area: (page) => page.locator("#area_text").fill("Van de molen tot de vaart."),
  keeping: (page) => page.locator("#hosted_where").fill("In het buurthuis, Molenwijk, Nederland"),
  languages: async () => {},
};

test("a steward begins a neighbourhood and opens it when all is said", async ({ page, browser, baseURL }, info) => {
  const slug = `molenwijk-${info.project.name}`;
  const picture = (name) => page.screenshot({ path: `results/begin-${name}-${info.project.name}.png`, fullPage: true });
  const send = () => page.locator("main form button[type=submit]").click();
  const context = await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] } });
  const visitor = await context.newPage();

  await page.goto("/");
  await page.locator("main a[href='/begin']").click();
  await expectAccessible(page);
  await page.locator("#name").fill("Molenwijk");
  await page.locator("#slug").fill("Molen wijk!");
  await picture("new");
  await send();
  await expect(page.locator("#slug-error")).toBeVisible();
  await expect(page.locator("#name")).toHaveValue("Molenwijk");
  await expectAccessible(page);
  await page.locator("#slug").fill(slug);
  await send();

  for (const [step, answer] of Object.entries(ANSWERS)) {
    await expect(page).toHaveURL(new RegExp(`/${slug}/begin/${step}$`));
    await answer(page);
    await expectAccessible(page);
    await picture(step);
    await send();
  }
  await expect(page).toHaveURL(new RegExp(`/${slug}/begin$`));
  await expect(page.locator(".message.warning")).toBeVisible();
  await expectAccessible(page);
  await picture("check");

  await visitor.goto(`/${slug}/assets`);
  await expect(visitor.locator("main")).not.toContainText("Molenwijk");
  await expectAccessible(visitor);
  await visitor.screenshot({ path: `results/begin-prepared-${info.project.name}.png` });

  await send();
  await expect(page.locator(".message.ok")).toBeVisible();
  await expectAccessible(page);
  await visitor.goto(`/${slug}`);
  await expect(visitor.locator("h1")).toHaveText("Molenwijk");

  // It makes room for the other tests.
  await send();
  expect((await visitor.goto(`/${slug}`)).status()).toBe(403);
  await context.close();
});

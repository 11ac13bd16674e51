import { test, expect, SLUG, STEWARD, settled, assetPage, expectAccessible } from "./visitor.js";

const OF_VISITORS = {
  neighbourhoods: "/",
  home: `/${SLUG}`,
  map: `/${SLUG}/map`,
  list: `/${SLUG}/assets`,
  "empty list": `/${SLUG}/assets?q=xyzzyqwerty`,
  asset: (page) => assetPage(page, "Tuingroep"),
  residents: `/${SLUG}/people`,
  "residents who teach": `/${SLUG}/people?teach=yes`,
  about: `/${SLUG}/about`,
  layers: `/${SLUG}/ogc`,
  conformance: `/${SLUG}/ogc/conformance`,
  collections: `/${SLUG}/ogc/collections`,
  layer: `/${SLUG}/ogc/collections/places`,
  features: `/${SLUG}/ogc/collections/places/items`,
  feature: async (page) => (await assetPage(page, "Tuingroep")).replace("/assets/", "/ogc/collections/associations/items/"),
  api: `/${SLUG}/ogc/api`,
  "not there": `/${SLUG}/nothing-here`,
};
const OF_STEWARDS = {
  "home of a steward": `/${SLUG}`,
  "choice of kind": `/${SLUG}/assets/new`,
  "form for a place": `/${SLUG}/assets/new?kind=place`,
  "form for a club": `/${SLUG}/assets/new?kind=association`,
  "choice of tie": async (page) => `${await assetPage(page, "Tuingroep")}/ties/new`,
  "other end of a tie": async (page) => `${await assetPage(page, "Tuingroep")}/ties/new?tie=pays&way=out`,
  conversation: `/${SLUG}/people/new`,
  import: `/${SLUG}/import`,
  questions: `/${SLUG}/questions`,
  closing: `/${SLUG}/close`,
  "asset of a steward": (page) => assetPage(page, "Tuingroep"),
};

for (const colorScheme of ["light", "dark"]) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme, expected: [/status of (40[034]|422)/] });
    examine(OF_VISITORS, colorScheme);

    test.describe("as a steward", () => {
      test.use({ storageState: STEWARD });
      examine(OF_STEWARDS, colorScheme);

      test(`axe finds nothing on a form with faults`, async ({ page }) => {
        await page.goto(`/${SLUG}/assets/new?kind=place`);
        await page.locator("#name").fill("x");
        await page.locator("#website").fill("geen adres");
        await page.locator("main form[method=post] button[type=submit]").click();
        await expect(page.locator("#website-error")).toBeVisible();
        await expectAccessible(page);
      });
    });

    test("axe finds nothing on the map with a popup open", async ({ page }) => {
      await page.goto(`/${SLUG}/map?asset=${(await assetPage(page)).split("/").pop()}`);
      await settled(page);
      await expect(page.locator("#map .leaflet-popup h2 a")).toBeVisible();
      await expectAccessible(page);
    });
  });
}

function examine(pages, colorScheme) {
  for (const [name, address] of Object.entries(pages)) {
    test(`axe finds nothing on: ${name}`, async ({ page }, info) => {
      await page.goto(typeof address === "string" ? address : await address(page));
      if (name === "map") await settled(page);
      await expect(page.locator("h1").first()).toBeVisible();
      await expectAccessible(page);
      if (info.project.name === "desktop-nl") await page.screenshot({ path: `results/${name.replaceAll(" ", "-")}-${colorScheme}.png` });
    });
  }
}

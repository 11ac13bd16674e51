import { test, expect, SLUG, STEWARD } from "./visitor.js";

// Every link leads somewhere. Of addresses that differ in their id or question alone, a few are followed.
const ALIKE = 6;

for (const storageState of [undefined, STEWARD]) {
  test.describe(storageState ? "as a steward" : "as a visitor", () => {
    test.use({ storageState });
    test("every link leads somewhere", async ({ request }) => {
      test.setTimeout(180_000);
      const waiting = ["/", `/${SLUG}`];
      const known = new Set(waiting);
      const followed = new Map();
      const broken = [];
      while (waiting.length > 0) {
        const address = waiting.shift();
        const answer = await request.get(address, { headers: { accept: "text/html" } });
        if (answer.status() >= 400) broken.push(`${answer.status()} ${address}`);
        if (!(answer.headers()["content-type"] || "").includes("html")) continue;
        for (const [, href] of (await answer.text()).matchAll(/\s(?:href|src)="([^"#]*)/g)) {
          const found = href.replaceAll("&amp;", "&");
          if (!found.startsWith("/") || known.has(found)) continue;
          known.add(found);
          const sort = found.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID").replace(/=[^&]*/g, "=");
          const times = (followed.get(sort) || 0) + 1;
          followed.set(sort, times);
          if (times <= ALIKE) waiting.push(found);
        }
      }
      expect(broken).toEqual([]);
      expect(followed.size).toBeGreaterThan(20);
    });
  });
}

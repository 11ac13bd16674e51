// The demo neighbourhood in real Chromium: phone and desktop, Dutch and English. Started by `tests/run`.

import { defineConfig } from "@playwright/test";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const desktop = { viewport: { width: 1280, height: 900 } };
const dutch = { locale: "nl-NL" };
const english = { locale: "en-GB" };
// What a steward does in Dutch, on a phone and at a desk; its English words are looked at by the tests of the pages.
const dutchOnly = /(change|people)\.spec\.js/;
// What people do with keys they do on their phones.
const onPhones = /(keys|people)\.spec\.js/;
// Where nothing depends on the window or the language, once is enough.
const once = /(axe|crawl|embed|import|noscript|print|steward)\.spec\.js/;

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.js",
  outputDir: "results/traces",
  globalSetup: "./server.js",
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // A test that passes only at the second try is a fault, of the page or of the test.
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    baseURL: process.env.WIJKWEB_ADDRESS,
    browserName: "chromium",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.WIJKWEB_CHROMIUM || "/usr/bin/chromium",
      chromiumSandbox: false,
      args: ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"],
    },
  },
  projects: [
    { name: "desktop-nl", use: { ...desktop, ...dutch }, testIgnore: onPhones },
    { name: "phone-en", use: { ...phone, ...english }, testIgnore: dutchOnly },
    { name: "phone-nl", use: { ...phone, ...dutch }, testIgnore: once },
    { name: "desktop-en", use: { ...desktop, ...english }, testIgnore: [once, dutchOnly, onPhones] },
  ],
});

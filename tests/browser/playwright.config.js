// Real Chromium against the real program with the demo neighbourhood: once as a desktop, once as a phone.
import { defineConfig, devices } from "@playwright/test";

const chromium = {
  executablePath: process.env.WIJKWEB_CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
};

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.js",
  outputDir: "results",
  globalSetup: "./house.js",
  reporter: [["list"]],
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  use: { launchOptions: chromium, locale: "nl-NL", screenshot: "only-on-failure", trace: "off" },
  projects: [
    { name: "desktop", use: { ...devices["Desktop Chrome"], launchOptions: chromium, viewport: { width: 1280, height: 860 } } },
    { name: "phone", use: { ...devices["Pixel 5"], launchOptions: chromium, viewport: { width: 390, height: 844 } } },
  ],
});

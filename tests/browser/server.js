// Starts the program once for all tests: the demo neighbourhood in a folder of its own, on a free port. One browser becomes
// the steward's by the one-time link, with the button as a person would; its cookie is kept for the tests of stewards.

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";

export const STEWARD = "results/steward.json";
const LONGEST_START = 120_000;

export default async function start(config) {
  const folder = mkdtempSync(join(tmpdir(), "browser-tests-"));
  const binary = process.env.WIJKWEB_BINARY || "../../target/debug/wijkweb";
  const server = spawn(binary, ["demo", "--data", folder, "--listen", "127.0.0.1:0", "--language", "en"], { stdio: ["ignore", "pipe", "inherit"] });
  const stop = async () => {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    if (server.exitCode === null && server.kill("SIGTERM")) await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { address, link } = await told(server);
    process.env.WIJKWEB_ADDRESS = address;
    mkdirSync("results", { recursive: true });
    await becomeSteward(link, config.projects[0].use.launchOptions);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

// The two addresses that the program says when it is ready.
function told(server) {
  return new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(() => reject(new Error(`the program did not say where it is: ${said}`)), LONGEST_START);
    const ended = (code) => reject(new Error(`the program ended with ${code}: ${said}`));
    const listen = (bytes) => {
      said += bytes;
      const addresses = said.match(/http:\/\/\S+/g) || [];
      const link = addresses.find((address) => address.includes("/invitation/"));
      if (!link || !said.endsWith("\n")) return;
      clearTimeout(timer);
      // What it says later, such as that it stops, is let go; and whoever waits for its end then still does.
      server.stdout.off("data", listen).resume();
      server.off("exit", ended);
      resolve({ address: addresses[0], link });
    };
    server.once("error", reject);
    server.once("exit", ended);
    server.stdout.on("data", listen);
  });
}

async function becomeSteward(link, launchOptions) {
  const browser = await chromium.launch(launchOptions);
  try {
    const page = await browser.newPage();
    await page.goto(link);
    await page.locator("main form button").click();
    await page.waitForURL((url) => !url.pathname.startsWith("/invitation/"));
    const again = await page.request.get(link);
    if (again.status() !== 404) throw new Error(`the one-time link answers ${again.status()} the second time`);
    await page.context().storageState({ path: STEWARD });
  } finally {
    await browser.close();
  }
}

// Starts the program with a fresh demo neighbourhood and makes one browser its steward's.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";

const PATIENCE = 60_000;

export default async function begin(config) {
  const folder = mkdtempSync(join(tmpdir(), "wijkweb-browser-"));
  const binary = process.env.WIJKWEB_BINARY || "../../target/debug/wijkweb";
  const program = spawn(binary, ["--language", "en", "demo", "--data", join(folder, "data"), "--listen", "127.0.0.1:0"]);
  const steward = await said(program, /http:\/\/\S+\/steward\/\w+/);
  process.env.WIJKWEB_ADDRESS = new URL(steward).origin;
  process.env.WIJKWEB_STEWARD = join(folder, "steward.json");
  await becomeSteward(steward, config.projects[0].use.launchOptions);
  return () => {
    program.kill();
    rmSync(folder, { recursive: true, force: true });
  };
}

// The first text of this form in what the program says.
function said(program, form) {
  return new Promise((resolve, reject) => {
    let text = "";
    const hear = (piece) => {
      text += piece;
      const found = form.exec(text);
      if (found) resolve(found[0]);
    };
    program.stdout.on("data", hear);
    program.stderr.on("data", hear);
    program.on("error", reject);
    program.on("exit", (code) => reject(new Error(`the program ended with ${code} and said: ${text}`)));
    setTimeout(() => reject(new Error(`the program did not say where it can be seen, but: ${text}`)), PATIENCE).unref();
  });
}

async function becomeSteward(link, launchOptions) {
  const browser = await chromium.launch(launchOptions);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.locator("main form button").click();
  await page.waitForURL((url) => !url.pathname.startsWith("/steward"));
  await context.storageState({ path: process.env.WIJKWEB_STEWARD });
  await browser.close();
}

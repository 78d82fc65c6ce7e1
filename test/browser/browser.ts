/**
 * A real browser for a test: the Chromium that is installed, driven by Playwright. Whatever the page
 * writes to its console as an error, and whatever its security policy has refused, fails the test.
 */

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import {
  type BrowserContextOptions,
  type Browser as Chromium,
  chromium,
  type Page,
} from "playwright-core";
import { expect, onTestFinished, type TestContext } from "vitest";
import type { Holdfast } from "../end-to-end/holdfast.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const LACK = "No Chromium is installed, which the tests of the page need.";
/** What the browser itself complains of when a request is refused: the page explains those. */
const REFUSED = /Failed to load resource|net::ERR_/;
/** In the page, before anything of its own: what its security policy refuses is told as an error. */
const TELL_VIOLATIONS = `addEventListener("securitypolicyviolation", (event) =>
  console.error("Against the policy:", event.violatedDirective, event.blockedURI))`;

/** Where a Chromium is installed: HOLDFAST_CHROMIUM, or somewhere in PATH. */
function findChromium(): string | undefined {
  const { HOLDFAST_CHROMIUM, PATH = "" } = process.env;
  const folders = PATH.split(delimiter);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [HOLDFAST_CHROMIUM ?? "", ...candidates].find((path) => path !== "" && existsSync(path));
}

/** Undefined: none is installed. In CI that is a failure, since nothing may be skipped there. */
export async function launch(): Promise<Chromium | undefined> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    if (process.env.CI) throw new Error(LACK);
    console.warn(LACK);
    return undefined;
  }
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** In a test. On a machine without a browser the test ends here; in CI `launch` has failed before. */
export function present(browser: Chromium | undefined, context: TestContext): Chromium {
  return browser ?? context.skip(LACK);
}

interface OpenOptions extends BrowserContextOptions {
  readonly path?: string;
  /** Another access token than the first admin's. */
  readonly token?: string;
}

/**
 * A browser window of its own, signed in by the address that a start prints. It closes with the test,
 * which fails when anything went wrong in it.
 */
export async function openPage(
  browser: Chromium,
  holdfast: Holdfast,
  { path = "/rooms", token = holdfast.accessToken, ...options }: OpenOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    timezoneId: "UTC",
    locale: "en-GB",
    ...options,
  });
  await context.addInitScript(TELL_VIOLATIONS);
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  onTestFinished(async () => {
    await context.close();
    expect(complaints, "what went wrong in the browser").toEqual([]);
  });
  const address = new URL(path, holdfast.url);
  address.searchParams.set("access_token", token);
  await page.goto(address.href);
  expect(page.url(), "the token leaves the address").toBe(holdfast.url + path);
  return page;
}

/** What goes wrong in it from now on. */
function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("dialog", (dialog) => {
    complaints.push(`It said: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    if (message.type() === "error" && !REFUSED.test(message.text()))
      complaints.push(message.text());
  });
  return complaints;
}

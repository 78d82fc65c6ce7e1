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
import { expect, type TestContext } from "vitest";
import type { Holdfast } from "../end-to-end/holdfast.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
/** What the browser itself complains of when a request is refused: the page explains those. */
const REFUSED = /Failed to load resource|net::ERR_/;

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
    const lack = "No Chromium is installed: the browser tests are skipped.";
    if (process.env.CI) throw new Error(lack);
    console.warn(lack);
    return undefined;
  }
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** In a test: ends it as skipped when there is no browser. */
export function present(browser: Chromium | undefined, context: TestContext): Chromium {
  return browser ?? context.skip("No Chromium is installed.");
}

interface OpenOptions extends BrowserContextOptions {
  readonly path?: string;
  /** Another access token than the first admin's. */
  readonly token?: string;
}

export interface OpenPage {
  readonly page: Page;
  /** What went wrong in the browser so far. */
  readonly complaints: readonly string[];
}

/** A browser window of its own, signed in by the address that a start prints. */
export async function openPage(
  browser: Chromium,
  holdfast: Holdfast,
  { path = "/rooms", token = holdfast.accessToken, ...options }: OpenOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    timezoneId: "UTC",
    locale: "en-GB",
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !REFUSED.test(message.text()))
      complaints.push(message.text());
  });
  await page.goto(`${holdfast.url}${path}?access_token=${token}`);
  expect(new URL(page.url()).search, "the token leaves the address").not.toContain("access_token");
  return { page, complaints };
}

/** A web page as the build leaves it, in a folder that goes with the test, and a file beside it that is not its own. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { onTestFinished } from "vitest";

export const INDEX = `<!doctype html><script type="module" src="/assets/index-abc.js"></script>`;
export const SCRIPT = "console.log('holdfast');";
export const SECRET = "not of the page";

export function builtPage(): string {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-page-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const web = join(folder, "dist");
  mkdirSync(join(web, "assets"), { recursive: true });
  writeFileSync(join(folder, "secret.txt"), SECRET);
  writeFileSync(join(web, "index.html"), INDEX);
  writeFileSync(join(web, "worker.js"), SCRIPT);
  writeFileSync(join(web, "assets", "index-abc.js"), SCRIPT);
  writeFileSync(join(web, "assets", "index-abc.js.br"), brotliCompressSync(SCRIPT));
  return web;
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ERRORS } from "@holdfast/shared-state";
import { expect, it } from "vitest";
import { root } from "./sources.ts";

it("the catalogue of errors and its page list the same codes", () => {
  const page = readFileSync(join(root, "docs/reference/errors.md"), "utf8");
  const documented = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code!);
  expect(documented.sort()).toEqual(Object.keys(ERRORS).sort());
});

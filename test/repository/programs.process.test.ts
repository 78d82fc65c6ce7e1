/** What is in the files that processes run (`scripts/bundle.mjs`). */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { programFile } from "@holdfast/agent-runtime/process";
import { expect, it } from "vitest";
import { root } from "./sources.ts";

const APPS = readdirSync(join(root, "apps")).filter((app) => app !== "web");
/** The dial itself; which settings there are, anybody may know. */
const DIAL = /^\/\/.*packages\/dial\/dist\/(?!settings\.)/m;
const STATIC_IMPORT = /^(?:import|export) [^\n]*?"(\.[^"]+)";$/gm;
const IMPORT_WHEN_ASKED = /import\("(\.\/[^"]+\.mjs)"\)/g;

/** The text of a program's file, and of all that is loaded with it. */
function loadedWith(file: string, seen = new Set<string>()): string {
  if (seen.has(file)) return "";
  seen.add(file);
  const text = readFileSync(file, "utf8");
  const imported = [...text.matchAll(STATIC_IMPORT)]
    .map(([, path]) => join(dirname(file), path!))
    .filter((path) => path.endsWith(".mjs"));
  return [text, ...imported.map((each) => loadedWith(each, seen))].join("\n");
}

it.each(["gateway", "room-agent", "notification-agent"])(
  "the %s's start loads nothing of the dial, which it has in a file of its own",
  (app) => {
    const file = programFile(app);
    const atStart = loadedWith(file);
    expect(atStart).not.toMatch(DIAL);
    const whenAsked = [...atStart.matchAll(IMPORT_WHEN_ASKED)].map(([, path]) =>
      loadedWith(join(dirname(file), path!)),
    );
    expect(whenAsked.filter((text) => DIAL.test(text))).toHaveLength(1);
  },
);

it.each(APPS)("all that the files of the %s import is there", (app) => {
  const folder = dirname(programFile(app));
  for (const name of readdirSync(folder).filter((each) => each.endsWith(".mjs"))) {
    const text = readFileSync(join(folder, name), "utf8");
    const imported = [...text.matchAll(STATIC_IMPORT), ...text.matchAll(IMPORT_WHEN_ASKED)];
    const missing = imported.filter(([, path]) => !existsSync(join(folder, path!)));
    expect(missing.map(([line]) => line)).toEqual([]);
  }
});

it("an agent's start loads no languages but one", () => {
  expect(loadedWith(programFile("room-agent"))).not.toMatch(/zod\/v4\/locales\/de\.js/);
});

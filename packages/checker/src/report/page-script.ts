/**
 * The page's script: what the compiler has made of each file of `page/`, put into one, so that the page
 * needs nothing beside itself. Each file becomes a function that returns what it exports:
 *
 *     const axis = (() => { … return { ticksOf, timeText }; })();
 */

import { readFileSync } from "node:fs";

/** Each after those that it imports. */
const PAGE_FILES = [
  ...["axis", "time-window", "clusters", "layout", "svg", "draw-mark", "draw-run"],
  ...[
    "witness",
    "run-view",
    "keyboard",
    "pointer",
    "tooltip",
    "controls",
    "entry-table",
    "printing",
    "main",
  ],
];

/** The same from the sources and from `dist`. */
const COMPILED = new URL("../../dist/report/page/", import.meta.url);

export function pageScript(): string {
  const modules = PAGE_FILES.map((name) => {
    const text = readFileSync(new URL(`${name}.js`, COMPILED), "utf8");
    return asFunction(name, text);
  });
  return `"use strict";\n${modules.join("\n")}`;
}

function asFunction(name: string, text: string): string {
  const exported = [...text.matchAll(/^export (?:const|function|class) (\w+)/gm)];
  const body = text
    .replace(
      /^import \{([^}]*)\} from "\.\/([\w-]+)\.js";$/gm,
      (_, imported: string, file: string) => `const {${imported}} = ${variableOf(file)};`,
    )
    .replace(/^export (?=const|function|class)/gm, "")
    .replace(/^export \{\};$/gm, "");
  const names = exported.map(([, each]) => each).join(", ");
  return `const ${variableOf(name)} = (() => {\n${body}\nreturn { ${names} };\n})();`;
}

function variableOf(file: string): string {
  return `page_${file.replaceAll("-", "_")}`;
}

/** The table of `test/BUGS.md`, as it follows from the bugs. */

import type { PlantedBug } from "./bug.ts";
import { BUGS } from "./bugs.ts";

const HEAD = "| bug | planted in | reported | caught by | witness | see it |";

export function bugsTable(): string[] {
  return [HEAD, "| --- | --- | --- | --- | --- | --- |", ...BUGS.map(rowOf)];
}

function rowOf({ name, story, report, patches, caughtBy }: PlantedBug): string {
  const places = new Set(patches.map(({ module }) => `\`${sourceOf(module)}\``));
  const cells = [
    `**${name}**: ${story}`,
    [...places].join(", "),
    report === undefined ? "" : `[${nameOf(report)}](${report})`,
    `\`${caughtBy.check}\``,
    String(caughtBy.witness),
    `\`npm run planted -- ${name}\``,
  ];
  return `| ${cells.join(" | ")} |`;
}

/** What is patched is what was built of it. */
function sourceOf(module: string): string {
  return module.replace("/dist/", "/src/").replace(/\.js$/, ".ts");
}

/** `cal.com 13397`. */
function nameOf(report: string): string {
  const [, , , , repository = "", , number = ""] = report.split("/");
  return `${repository} ${number}`;
}

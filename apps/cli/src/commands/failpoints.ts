/** `holdfast failpoints`: the places in the code where a scenario can make something happen. */

import { FAILPOINTS, type FailpointDescription } from "@holdfast/scenario-runner";
import type { Command } from "commander";
import type { Context } from "../context.ts";
import { type Output, wrap } from "../print.ts";

const WIDTH = 98;
const INDENT = "  ";

export function addFailpoints(program: Command, { output }: Context): void {
  program
    .command("failpoints")
    .description("list the places in the code where a scenario can make something happen")
    .option("--json", "for programs")
    .action(({ json }: { json?: boolean }) => {
      const catalogue: [string, FailpointDescription][] = Object.entries(FAILPOINTS);
      const failpoints = catalogue.map(([name, about]) => ({ name, ...about }));
      if (json) return output.json(failpoints);
      for (const line of failpoints.flatMap((each) => failpointLines(each, output.colours))) {
        output.line(line);
      }
    });
}

interface Failpoint extends FailpointDescription {
  readonly name: string;
}

function failpointLines(
  { name, when, reason, inTransaction, notToFail }: Failpoint,
  colours: Output["colours"],
): string[] {
  const notes = [
    ...(inTransaction ? ["  (inside a transaction: nobody can wait here)"] : []),
    ...(notToFail === undefined ? [] : [`  (nobody can fail here: ${notToFail})`]),
  ];
  const about = wrap(`${INDENT}${when}; ${reason}`, WIDTH, INDENT);
  return [colours.bold(name) + colours.dim(notes.join("")), ...about];
}

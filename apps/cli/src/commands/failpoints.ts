/** `holdfast failpoints`: the places in the code where a scenario can make something happen. */

import { FAILPOINTS } from "@holdfast/scenario-runner";
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
      const failpoints = Object.entries(FAILPOINTS).map(([name, about]) => ({ name, ...about }));
      if (json) return output.json(failpoints);
      for (const line of failpoints.flatMap((each) => failpointLines(each, output.colours))) {
        output.line(line);
      }
    });
}

interface Failpoint {
  readonly name: string;
  readonly when: string;
  readonly reason: string;
  readonly inTransaction: boolean;
}

function failpointLines(
  { name, when, reason, inTransaction }: Failpoint,
  colours: Output["colours"],
): string[] {
  const note = inTransaction ? colours.dim("  (inside a transaction: nobody can wait here)") : "";
  const about = wrap(`${INDENT}${when}; ${reason}`, WIDTH, INDENT);
  return [colours.bold(name) + note, ...about];
}

/** `holdfast projections`: how far behind each view is; and what to do about one that has stopped. */

import type { Projection } from "@holdfast/api";
import type { Command } from "commander";
import { listProjections } from "../api.ts";
import { type AskingOptions, type Context, connect, withGateway } from "../context.ts";
import { type Output, table } from "../print.ts";

interface ProjectionsOptions extends AskingOptions {
  readonly restart?: string;
  readonly rebuild?: string;
}

export function addProjections(program: Command, { output }: Context): void {
  withGateway(program.command("projections"))
    .description("how far behind each view is, and whether one has stopped")
    .option("--restart <name>", "have one that stopped tried again")
    .option("--rebuild <name>", "have one built anew; until then the old one serves")
    .action(async ({ restart, rebuild, ...options }: ProjectionsOptions) => {
      const gateway = connect(options);
      for (const [verb, name] of Object.entries({ restart, rebuild })) {
        const path = `/api/projections/${encodeURIComponent(name ?? "")}/${verb}`;
        if (name !== undefined) await gateway.ask(path, { method: "POST" });
      }
      const projections = await listProjections(gateway);
      if (options.json) return output.json(projections);
      for (const line of projectionLines(projections, output.colours)) output.line(line);
    });
}

function projectionLines(projections: readonly Projection[], colours: Output["colours"]): string[] {
  if (projections.length === 0) return ["No projection has been run."];
  const rows = projections.map((each) => [
    { text: each.name, paint: colours.bold },
    { text: each.state, paint: each.state === "stopped" ? colours.bad : colours.good },
    lagText(each),
    `version ${each.version}`,
    each.serving ? `${each.serving.entries} entries` : "not built yet",
  ]);
  const reports = projections.flatMap(({ name, stopped }) =>
    stopped
      ? [
          `${name} stopped at ${stopped.key.join("/")}, revision ${stopped.revision}: ${stopped.error}`,
        ]
      : [],
  );
  return [...table(rows).map((line) => line.trimEnd()), ...reports];
}

function lagText({ lagRevisions, lagMs }: Projection): string {
  if (lagRevisions === 0) return "up to date";
  return `${lagRevisions} commit${lagRevisions === 1 ? "" : "s"} behind, since ${Math.round(lagMs)} ms`;
}

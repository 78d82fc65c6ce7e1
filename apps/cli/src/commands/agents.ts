/** `holdfast agents`: the processes, and how they are. */

import type { Agent } from "@holdfast/api";
import type { Command } from "commander";
import { listAgents } from "../api.ts";
import { type PastOptions, readAsOf, withPast } from "../as-of.ts";
import { type Context, connect, withGateway } from "../context.ts";
import { clockTime, type Output, table } from "../print.ts";

export function addAgents(program: Command, { output, now }: Context): void {
  withPast(withGateway(program.command("agents")))
    .description("the processes, their ids, and how often they were restarted")
    .action(async (options: PastOptions) => {
      const { asOf } = readAsOf(options.asOf, now());
      const agents = await listAgents(connect(options, asOf));
      if (options.json) return output.json(agents);
      for (const line of agentLines(agents, output.colours)) output.line(line);
    });
}

export function agentLines(agents: readonly Agent[], colours: Output["colours"]): string[] {
  const rows = agents.map(({ name, pid, state, startedAt, restarts }) => [
    name,
    { text: pid ? `pid ${pid}` : "", paint: colours.dim },
    { text: state, paint: state === "down" ? colours.bad : colours.good },
    startedAt ? `since ${clockTime(Date.parse(startedAt))}` : "",
    restarts ? `${restarts} restart${restarts === 1 ? "" : "s"}` : "",
  ]);
  return table(rows).map((line) => line.trimEnd());
}

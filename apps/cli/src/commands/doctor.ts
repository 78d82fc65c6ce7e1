/** `holdfast doctor`: what would keep it from working here, and what to do about it. */

import type { Command } from "commander";
import { checkMachine, type Finding } from "../checks/machine.ts";
import { checkServing } from "../checks/serving.ts";
import { type AskingOptions, type Context, withGateway } from "../context.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import type { Output } from "../print.ts";
import { stateFolder } from "../state-folder.ts";

export function addDoctor(program: Command, { output }: Context): void {
  withGateway(program.command("doctor"))
    .description("check this machine, the state's folder and the processes")
    .action(async (options: AskingOptions) => {
      const folder = stateFolder(options);
      const findings = [...(await checkMachine(folder)), ...(await checkServing(options))];
      if (options.json) output.json(findings);
      else for (const finding of findings) printFinding(output, finding);
      const worst = findings.filter(({ ok }) => !ok).map(({ exitCode = EXIT.refused }) => exitCode);
      if (worst.length > 0) throw new CommandError("", worst[0]!);
    });
}

function printFinding({ line, colours }: Output, { ok, what, found, advice }: Finding): void {
  line(`${ok ? colours.good("✓") : colours.bad("✗")} ${what}: ${found}`);
  if (!ok && advice) line(`  ${advice}`);
}

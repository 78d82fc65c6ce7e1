/** The gateway's process: opens the state, lets its owner in, and serves. */

import {
  type AgentContext,
  announceProcess,
  openState,
  type RunningAgent,
  runAgent,
} from "@holdfast/agent-runtime";
import { guaranteesFor } from "./guarantees.ts";
import { listen, publishAddress, withdrawAddress } from "./listening.ts";
import { gatewayRole } from "./role.ts";
import { createServer } from "./server.ts";
import { readSettings } from "./settings.ts";
import { adminToken } from "./token-file.ts";

await runAgent({ name: gatewayRole.name, start: startGateway });

async function startGateway(context: AgentContext): Promise<RunningAgent> {
  const { environment, logger } = context;
  const settings = readSettings();
  const guarantees = await guaranteesFor(environment);
  const state = await openState(context, gatewayRole);
  const stateFolder = environment.state;
  const token = await adminToken(state, { stateFolder, configured: settings.accessToken });
  const app = await createServer({ state, settings, guarantees, logger });
  const url = await listen(app, settings);
  await publishAddress(stateFolder, url);
  logger.info({ url }, "listening");
  sayWhere(context, `${url}/?access_token=${encodeURIComponent(token)}`);
  const presence = await announceProcess(state, gatewayRole);
  return {
    async stop() {
      await withdrawAddress(stateFolder);
      await app.close();
      await presence.leave();
      await state.close();
    },
  };
}

/** To the person who runs it by hand. Under a supervisor, that says it; and no log ever does. */
function sayWhere({ environment }: AgentContext, url: string): void {
  if (environment.heartbeatFd === undefined && process.stderr.isTTY) {
    process.stderr.write(`Holdfast is at ${url}\n`);
  }
}

/** The inbox as a process of its own. `HOLDFAST_INBOX_PORT` gives it a fixed port. */

import {
  type AgentContext,
  announceProcess,
  openState,
  type RunningAgent,
  runAgent,
} from "@holdfast/agent-runtime";
import { startInboxServer } from "./inbox-server.ts";
import { inboxRole } from "./role.ts";

await runAgent({ name: inboxRole.name, start: startInbox });

async function startInbox(context: AgentContext): Promise<RunningAgent> {
  const port = portFrom(process.env.HOLDFAST_INBOX_PORT);
  const state = await openState(context, inboxRole);
  const server = await startInboxServer(state, {
    port,
    onError: (error) => context.logger.warn({ err: error }, "a mail was not accepted"),
  });
  context.logger.info({ host: server.host, port: server.port }, "accepting mail");
  const presence = await announceProcess(state, inboxRole);
  return {
    async stop() {
      await server.close();
      await presence.leave();
      await state.close();
    },
  };
}

function portFrom(text = "0"): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error("HOLDFAST_INBOX_PORT must be a port: a whole number from 0 to 65535.");
  }
  return port;
}

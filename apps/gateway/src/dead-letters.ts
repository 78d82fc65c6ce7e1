/** `/api/dead-letters`: tasks that failed too often, for a person to look at and to try again. */

import { asOfQuery, type deadLetterOut, deadLettersOut } from "@holdfast/api";
import { type DeadLetter, keyspace, replayDeadLetter } from "@holdfast/shared-state";
import { z } from "zod";
import { actorOf } from "./access.ts";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { accessOf } from "./authentication.ts";
import { commitDurably, readDurably } from "./durably.ts";
import { toInstantOut } from "./instants.ts";
import { notFound, Problem } from "./problems.ts";

const LISTED_MAX = 500;

const config = { needs: "admin" } as const;
const tags = ["dead letters"];

export function addDeadLetterRoutes(app: App, gateway: Gateway): void {
  const response = { 200: deadLettersOut, ...otherwiseProblem };
  const querystring = z.strictObject(asOfQuery);
  const schema = { tags, querystring, response };
  app.get("/api/dead-letters", { config, schema }, async (_request, reply) => {
    const prefix = keyspace.deadLetters();
    const entries = await readDurably(gateway, reply, (snapshot) =>
      snapshot.range<DeadLetter>({ prefix, limit: LISTED_MAX }),
    );
    return { deadLetters: entries.map(({ value }) => toLetterOut(value)) };
  });

  const params = z.object({ queue: z.string().min(1).max(64), id: z.string().min(1).max(300) });
  app.post(
    "/api/dead-letters/:queue/:id/replay",
    { config, schema: { tags, params, response: { 204: z.undefined(), ...otherwiseProblem } } },
    async (request, reply) => {
      const { queue, id } = request.params;
      const now = gateway.state.clock.wallMs();
      const note = {
        actor: actorOf(accessOf(request)),
        cause: "dead-letter-replayed",
        correlation: id,
      };
      const replayed = await commitDurably(
        gateway,
        reply,
        (tx) => replayDeadLetter(tx, { queue, id, now }),
        note,
      );
      if (!replayed.ok && replayed.reason === "not-found") throw notFound("dead letter", id);
      if (!replayed.ok) throw new Problem("task-exists");
      return reply.code(204).send();
    },
  );
}

function toLetterOut({ task, error, at }: DeadLetter): z.infer<typeof deadLetterOut> {
  const { queue, id, kind, failures } = task;
  return { queue, id, kind, failures, error, at: toInstantOut(at) };
}

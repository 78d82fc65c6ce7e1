/**
 * Booking, moving and cancelling: asks until the outcome is certain.
 *
 * The gateway may answer "still under way" (202), "an agent is down" (503) or "too many requests"
 * (429). The same idempotency key makes it safe to ask again: it is one booking, however often it
 * was asked for.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { BookingRequest, Meeting, UnderWay } from "@holdfast/api";
import { getSaga, hasEnded } from "./api.ts";
import type { Answer, Gateway, Problem, Request } from "./http.ts";
import { waitFor } from "./patience.ts";

export type Outcome =
  | { readonly ok: true; readonly meeting: Meeting; readonly asked: number }
  | { readonly ok: false; readonly refusal: Problem; readonly asked: number };

const CERTAIN_MS_MAX = 40_000;
const ASK_AGAIN_MS = 150;

export function bookMeeting(
  gateway: Gateway,
  body: BookingRequest,
  idempotencyKey: string,
): Promise<Outcome> {
  return untilCertain(() =>
    gateway.send<Meeting>("/api/meetings", { method: "POST", body, idempotencyKey }),
  );
}

/** A change has no idempotency key: when it is still under way, its saga says how it ends. */
export async function changeMeeting(
  gateway: Gateway,
  path: string,
  request: Request,
): Promise<Outcome> {
  const answer = await gateway.send<Meeting | UnderWay>(path, request);
  if (!answer.ok) return { ok: false, refusal: answer.problem, asked: 1 };
  if (!("saga" in answer.body)) return { ok: true, meeting: answer.body, asked: 1 };
  const { meeting, saga } = answer.body;
  const look = async () => {
    const seen = await getSaga(gateway, meeting, saga);
    return hasEnded(seen) ? seen : undefined;
  };
  const ended = await waitFor(look, { waitMsMax: CERTAIN_MS_MAX, everyMs: ASK_AGAIN_MS });
  if (!ended) return { ok: false, refusal: UNDECIDED, asked: 1 };
  if (ended.state === "completed") {
    return { ok: true, meeting: (await gateway.ask<Meeting>(path)).body, asked: 1 };
  }
  const { reason = "unknown" } = ended.failure ?? {};
  return { ok: false, refusal: { status: 409, title: "It was undone", reason, saga }, asked: 1 };
}

async function untilCertain(ask: () => Promise<Answer<Meeting>>): Promise<Outcome> {
  const giveUpAt = performance.now() + CERTAIN_MS_MAX;
  for (let asked = 1; ; asked += 1) {
    const answer = await ask();
    const patient = performance.now() < giveUpAt;
    if (answer.ok && answer.status !== 202) return { ok: true, meeting: answer.body, asked };
    if (!answer.ok && !(patient && mayAskAgain(answer.problem))) {
      return { ok: false, refusal: answer.problem, asked };
    }
    if (!patient) return { ok: false, refusal: UNDECIDED, asked };
    await sleep(ASK_AGAIN_MS);
  }
}

const UNDECIDED: Problem = {
  status: 504,
  title: "It is still under way; ask again later",
};

export function mayAskAgain({ status, type = "" }: Problem): boolean {
  return status === 429 || status === 503 || type.endsWith(":request-in-progress");
}

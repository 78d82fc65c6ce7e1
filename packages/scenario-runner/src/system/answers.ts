/**
 * What a reply of the gateway means for who asked: whether it happened, did not, or nobody can tell.
 */

import type { Answer } from "../operation.ts";
import type { HttpReply } from "./http.ts";

/** Refusals of the state: it did not happen, and the reply says why. */
const REFUSED = [404, 409, 410, 412, 428];
/** Said before anything is begun. */
const BEFORE_ANY_EFFECT = ["agent-down", "too-many-requests"];
/** A view cannot show yet what was asked for, and says so. */
const BEHIND = "projection-behind";

type Body = Readonly<Record<string, unknown>>;

/** @param output what of a good reply's body is worth telling */
export function answerFrom(
  { status, headers, body }: HttpReply<Body>,
  output: (body: Body, headers: Headers) => Body,
): Answer {
  const revision = Number(headers.get("holdfast-revision") ?? Number.NaN);
  const spoken = Number.isNaN(revision) ? {} : { revision };
  // The gateway stopped waiting for the saga, which goes on.
  if (status === 202) return { outcome: "unknown", output: body, ...spoken };
  if (status < 300) return { outcome: "ok", output: output(body, headers), ...spoken };
  return { outcome: outcomeOf(status, body), output: refusalOf(status, body), ...spoken };
}

function outcomeOf(status: number, body: Body): Answer["outcome"] {
  const problem = problemIn(body);
  if (problem === "request-in-progress") return "unknown";
  if (REFUSED.includes(status) || problem === BEHIND) return "refused";
  return status < 500 || BEFORE_ANY_EFFECT.includes(problem) ? "failed" : "unknown";
}

function refusalOf(status: number, body: Body): Body {
  const { reason, step, detail, saga } = body;
  return {
    status,
    problem: problemIn(body),
    reason: reason ?? problemIn(body),
    step,
    detail,
    saga,
  };
}

/** `urn:holdfast:problem:room-taken` is `room-taken`. */
function problemIn({ type }: Body): string {
  return typeof type === "string" ? type.slice(type.lastIndexOf(":") + 1) : "none";
}

/**
 * Whatever a request ends with, if not with a reply: one Problem.
 *
 * What we did not foresee is logged and answered with "internal" alone: its message may hold what
 * is nobody's business.
 */

import { isHoldfastError } from "@holdfast/shared-state";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { asksForHtml } from "./page-request.ts";
import { type FieldError, invalid, Problem, type ProblemSlug } from "./problems.ts";
import { sendSignIn } from "./sign-in-page.ts";

const BY_FASTIFY_CODE: Readonly<Record<string, ProblemSlug>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "body-too-large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "media-type-unsupported",
  FST_ERR_CTP_INVALID_JSON_BODY: "body-malformed",
  FST_ERR_CTP_EMPTY_JSON_BODY: "body-malformed",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "body-malformed",
  FST_ERR_BAD_URL: "request-malformed",
  FST_ERR_MAX_PARAM_LENGTH: "request-malformed",
  FST_ERR_HANDLER_TIMEOUT: "state-unavailable",
};

const TOO_LARGE = ["value-too-large", "key-too-large", "transaction-too-large"] as const;

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .header("Content-Type", "application/problem+json; charset=utf-8")
    .send(JSON.stringify(problem.toBody()));
}

export function handleError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const problem = problemOf(error);
  if (problem.slug === "internal") {
    request.log.error({ err: error, route: request.routeOptions.url }, "request failed");
  }
  if (problem.status === 401 && asksForHtml(request)) return sendSignIn(reply, problem);
  return sendProblem(reply, problem);
}

function problemOf(error: FastifyError): Problem {
  if (error instanceof Problem) return error;
  if (error.validation) return invalid(...error.validation.flatMap(fieldErrors));
  if (isHoldfastError(error)) return problemOfState(error.code, error.retryable);
  const slug = BY_FASTIFY_CODE[error.code];
  if (slug) return new Problem(slug, { detail: error.message });
  // A body that is not JSON, or one that reaches for an object's prototype.
  if (error instanceof SyntaxError && error.statusCode === 400) {
    return new Problem("body-malformed", { detail: error.message });
  }
  return new Problem("internal");
}

function problemOfState(code: string, retryable: boolean): Problem {
  if (TOO_LARGE.some((known) => known === code)) return new Problem("body-too-large");
  if (!retryable && code !== "engine-closed") return new Problem("internal");
  const headers = { "Retry-After": "1" };
  return new Problem("state-unavailable", { members: { code }, headers });
}

interface SchemaIssue {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** An unknown field is named itself, not the object that holds it. */
function fieldErrors(issue: SchemaIssue): FieldError[] {
  const path = issue.instancePath.split("/").filter((part) => part !== "");
  const message = issue.message ?? "is not valid";
  const { keys } = issue.params;
  if (issue.keyword !== "unrecognized_keys" || !Array.isArray(keys)) {
    return [{ field: fieldName(path), message }];
  }
  return keys.map((key) => ({ field: fieldName([...path, String(key)]), message: "is not known" }));
}

/** `/required/1` is `required[1]`. */
export function fieldName(path: readonly PropertyKey[]): string {
  const name = path.reduce<string>((before, part) => {
    const text = String(part);
    if (/^\d+$/.test(text)) return `${before}[${text}]`;
    return before === "" ? text : `${before}.${text}`;
  }, "");
  return name === "" ? "body" : name;
}

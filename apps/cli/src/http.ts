/**
 * The client of the gateway. An answer of 400 and above is a problem (RFC 9457), which `ask` throws
 * and `send` returns: the story wants to look at its refusals, a command wants to end with them.
 *
 * It remembers the highest revision that an answer spoke of, and asks for at least that: whichever
 * gateway answers next, nothing is seen that is older than what was seen before.
 */

import type { ProblemBody } from "@holdfast/api";
import { CommandError, EXIT } from "./exit-codes.ts";
import { nothingServes, type Served } from "./state-folder.ts";

export interface Query {
  readonly [name: string]: string | number | boolean | undefined;
}

export interface Request {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly query?: Query;
  /** Sent as JSON, unless it is a text with a content type of its own. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

export interface Reply<Body> {
  readonly status: number;
  readonly body: Body;
  readonly etag?: string;
}

/** What the gateway says instead of yes; something before it may answer in its place, and say less. */
export type Problem = Partial<ProblemBody> & { readonly status: number };

export type Answer<Body> =
  | ({ readonly ok: true } & Reply<Body>)
  | { readonly ok: false; readonly status: number; readonly problem: Problem };

export class ProblemError extends CommandError {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problemSentence(problem), exitCodeOf(problem.status));
    this.problem = problem;
  }
}

/** How long an answer may take; the gateway itself waits for a saga for less than that. */
const ANSWER_MS_MAX = 60_000;

export class Gateway {
  readonly url: string;
  readonly accessToken: string;
  /** What is read is of that moment; undefined: of the present. */
  readonly #asOf: string | undefined;
  #seen = 0;

  constructor({ url, accessToken }: Served, asOf?: string) {
    this.url = url.replace(/\/+$/, "");
    this.accessToken = accessToken;
    this.#asOf = asOf;
  }

  /** @throws ProblemError unless the answer is yes. */
  async ask<Body>(path: string, request: Request = {}): Promise<Reply<Body>> {
    const answer = await this.send<Body>(path, request);
    if (!answer.ok) throw new ProblemError(answer.problem);
    return answer;
  }

  /** @throws CommandError when nobody answers. */
  async send<Body>(path: string, request: Request = {}): Promise<Answer<Body>> {
    const response = await this.open(path, {
      ...request,
      headers: this.#atLeast(),
      signal: request.signal ?? AbortSignal.timeout(ANSWER_MS_MAX),
    });
    this.#seen = Math.max(this.#seen, Number(response.headers.get("holdfast-revision") ?? 0));
    const text = await response.text();
    const parsed = parseBody(text);
    if (!response.ok) {
      return { ok: false, status: response.status, problem: problemOf(response.status, parsed) };
    }
    const etag = response.headers.get("etag") ?? undefined;
    return { ok: true, status: response.status, body: parsed as Body, etag };
  }

  /** The bare response, for what is read while it comes. */
  async open(
    path: string,
    request: Request & { headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Response> {
    const { method = "GET", query = {}, body, signal } = request;
    const url = new URL(this.url + path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    if (this.#asOf !== undefined) url.searchParams.set("asOf", this.#asOf);
    const headers = this.#headers(request);
    const contentType = request.contentType ?? "application/json";
    if (body !== undefined) headers.set("content-type", contentType);
    const text = typeof body === "string" ? body : JSON.stringify(body);
    try {
      return await fetch(url, { method, headers, signal, body: text });
    } catch (error) {
      if (error instanceof Error && error.name === "TimeoutError") {
        throw new CommandError(`${this.url} does not answer.`, EXIT.notServing);
      }
      if (signal?.aborted) throw error;
      throw nothingServes(this.url);
    }
  }

  /** A moment of the past is older than what was seen, and is meant to be. */
  #atLeast(): Record<string, string> {
    if (this.#seen === 0 || this.#asOf !== undefined) return {};
    return { "holdfast-at-least": String(this.#seen) };
  }

  #headers(request: Request & { headers?: Readonly<Record<string, string>> }): Headers {
    const headers = new Headers(request.headers);
    headers.set("authorization", `Bearer ${this.accessToken}`);
    if (request.ifMatch) headers.set("if-match", request.ifMatch);
    if (request.ifNoneMatch) headers.set("if-none-match", request.ifNoneMatch);
    if (request.idempotencyKey) headers.set("idempotency-key", request.idempotencyKey);
    return headers;
  }
}

/** One sentence for a person: what happened and, if it says so, why. */
export function problemSentence(problem: Problem): string {
  const what = problem.detail ?? problem.title ?? `The answer was ${problem.status}.`;
  return problem.reason ? `${what} (${problem.reason})` : what;
}

/** A request that makes no sense is the caller's mistake; a missing part is not. */
export function exitCodeOf(status: number): number {
  if (status === 400 || status === 415 || status === 422) return EXIT.usage;
  if (status === 502 || status === 503 || status === 504) return EXIT.notServing;
  return EXIT.refused;
}

function parseBody(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function problemOf(status: number, body: unknown): Problem {
  if (typeof body === "object" && body !== null) return { ...body, status };
  return { status, ...(typeof body === "string" ? { detail: body.slice(0, 500) } : {}) };
}

/**
 * Every request to the gateway goes through here.
 *
 * The browser sends the access token in its cookie. Every reply says how far the state had come, and
 * every request says how far we have seen it, so that nobody reads what is older than what they did.
 */

import type { ProblemBody } from "@holdfast/api";
import { asOf } from "../time/as-of.ts";
import { heedServerTime } from "../time/now.ts";

/** A refusal, with its reason. */
export class Problem extends Error {
  override readonly name = "Problem";
  /** The last part of its type, for example `room-taken`. */
  readonly slug: string;
  readonly body: ProblemBody;

  constructor(body: ProblemBody) {
    super(body.detail ?? body.title);
    this.slug = body.type.split(/[/#:]/).at(-1) ?? body.type;
    this.body = body;
  }
}

/** Nobody answered. What was asked for may have happened, or not. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";

  constructor() {
    super("Holdfast does not answer.");
  }
}

type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface Reply<T> {
  readonly status: number;
  readonly body: T;
  /** Which version it is, to be sent back as `ifMatch`. */
  readonly version: string | undefined;
}

interface GetOptions {
  readonly query?: Query;
  readonly signal?: AbortSignal;
  /** The endpoint knows nothing but the present: it is not asked as of another moment. */
  readonly presentOnly?: boolean;
}

interface SendOptions {
  readonly body?: unknown;
  readonly query?: Query;
  readonly ifMatch?: string;
  /** The same key with the same request: it is done once, and answered as often as asked. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

let seen = 0;

/** As of the moment that the page shows. @throws Problem, NoAnswer */
export async function get<T>(path: string, options: GetOptions = {}): Promise<T> {
  return (await read<T>(path, options)).body;
}

/** The same, with the version that a change has to name. @throws Problem, NoAnswer */
export function read<T>(path: string, options: GetOptions = {}): Promise<Reply<T>> {
  const { query, signal, presentOnly } = options;
  const moment = presentOnly ? undefined : asOf.value;
  const headers: Record<string, string> =
    moment === undefined && seen > 0 ? { "Holdfast-At-Least": String(seen) } : {};
  return request<T>(withQuery(path, { ...query, asOf: moment }), { headers, signal });
}

/** @throws Problem, NoAnswer */
export function send<T>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  { body, query = {}, ifMatch, idempotencyKey, signal }: SendOptions = {},
): Promise<Reply<T>> {
  const headers: Record<string, string> = {
    ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    ...(ifMatch === undefined ? {} : { "If-Match": ifMatch }),
    ...(idempotencyKey === undefined ? {} : { "Idempotency-Key": idempotencyKey }),
  };
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  return request<T>(withQuery(path, query), { method, headers, signal, ...content });
}

async function request<T>(
  path: string,
  init: Omit<RequestInit, "signal"> & { signal?: AbortSignal | undefined },
): Promise<Reply<T>> {
  const { signal, ...rest } = init;
  let response: Response;
  try {
    response = await fetch(path, { ...rest, ...(signal && { signal }) });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new NoAnswer();
  }
  heedServerTime(response.headers.get("Date"));
  // The past is older than what we have seen: it says nothing of how far the state has come.
  if (!response.headers.has("Holdfast-As-Of")) {
    seen = Math.max(seen, Number(response.headers.get("Holdfast-Revision") ?? 0));
  }
  const text = await response.text();
  if (!response.ok) throw new Problem(problemOf(response, text));
  return {
    status: response.status,
    body: (text === "" ? undefined : JSON.parse(text)) as T,
    version: response.headers.get("ETag") ?? undefined,
  };
}

/** Something between us and the gateway may have answered in its place. */
function problemOf({ status, statusText, headers }: Response, text: string): ProblemBody {
  const isProblem = headers.get("Content-Type")?.startsWith("application/problem+json");
  if (isProblem) return JSON.parse(text) as ProblemBody;
  return { type: "about:blank", title: statusText || `Status ${status}`, status };
}

function withQuery(path: string, query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === "") continue;
    parameters.append(name, typeof value === "object" ? value.join(",") : String(value));
  }
  const text = parameters.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** The state is another one than it was: what we have seen of it says nothing about this one. */
export function forgetSeen(): void {
  seen = 0;
}

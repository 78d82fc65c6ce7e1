/**
 * What can go wrong, as Problem Details (RFC 9457): one catalogue, whose types never change.
 *
 * A handler throws a `Problem`; nothing has been changed then, unless the problem itself says so.
 * `type` is for programs, `detail` for people, and the further members say what stands in the way.
 * docs/reference/problems.md explains each type; a test keeps the two equal.
 */

export const PROBLEMS = {
  "body-malformed": { status: 400, title: "The body cannot be read" },
  "header-invalid": { status: 400, title: "A header cannot be understood" },
  "request-malformed": { status: 400, title: "The request is not proper HTTP" },
  "access-token-missing": { status: 401, title: "An access token is needed" },
  "access-token-wrong": { status: 401, title: "The access token is unknown or revoked" },
  "host-not-allowed": { status: 403, title: "This gateway does not go by that name" },
  "origin-not-allowed": { status: 403, title: "A page of another origin may not call" },
  "breaking-not-enabled": { status: 403, title: "Nothing may be broken here" },
  "role-too-low": { status: 403, title: "The access token's role does not allow it" },
  "not-yours": { status: 403, title: "It belongs to somebody else" },
  "no-such-endpoint": { status: 404, title: "There is no such endpoint" },
  "not-found": { status: 404, title: "There is nothing under this id" },
  "hold-lapsed": { status: 404, title: "The hold has lapsed" },
  "request-timed-out": { status: 408, title: "The request took too long to arrive" },
  "room-closed": { status: 409, title: "The room is closed then" },
  "room-taken": { status: 409, title: "The room is taken then" },
  "room-locked": { status: 409, title: "The room is being changed" },
  "hold-adopted": { status: 409, title: "A booking has taken over the hold" },
  "stale-fence": { status: 409, title: "The hold has changed hands since" },
  "meeting-not-booked": { status: 409, title: "The meeting was not booked" },
  "meeting-not-moved": { status: 409, title: "The meeting was not moved" },
  "meeting-not-cancelled": { status: 409, title: "The meeting was not cancelled" },
  "person-has-meetings": { status: 409, title: "The person is in meetings that stand" },
  "person-busy": { status: 409, title: "Something about the person is under way" },
  "meeting-busy": { status: 409, title: "The meeting is being changed" },
  "meeting-cancelled": { status: 409, title: "The meeting was cancelled" },
  "fault-not-available": { status: 409, title: "This cannot be broken here" },
  "request-in-progress": { status: 409, title: "The first request is still under way" },
  "task-exists": { status: 409, title: "The task is waiting again already" },
  "moment-not-retained": { status: 410, title: "That moment is no longer retained" },
  "person-erased": { status: 410, title: "The person was erased" },
  "version-mismatch": { status: 412, title: "It has been changed since" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "media-type-unsupported": { status: 415, title: "The body has the wrong media type" },
  "request-invalid": { status: 422, title: "The request is not valid" },
  "moment-in-the-future": { status: 422, title: "That moment has not come yet" },
  "calendar-unreadable": { status: 422, title: "The calendar cannot be read" },
  "idempotency-key-reused": { status: 422, title: "The idempotency key was used otherwise" },
  "version-required": { status: 428, title: "Say which version you mean to change" },
  "too-many-requests": { status: 429, title: "Too many requests" },
  "too-many-own-streams": { status: 429, title: "Too many streams for one access token" },
  "headers-too-large": { status: 431, title: "The headers are too large" },
  internal: { status: 500, title: "The gateway failed" },
  "agent-down": { status: 503, title: "An agent that this needs is down" },
  "state-unavailable": { status: 503, title: "The shared state cannot be used now" },
  "projection-behind": { status: 503, title: "The view has not come that far" },
  "revision-not-reached": { status: 503, title: "That revision has not been reached" },
  "too-many-streams": { status: 503, title: "Too many streams are open" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemSlug = keyof typeof PROBLEMS;

/** Which field of the request is at fault, as `required[1]`, and what is wrong with it. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

interface ProblemOptions {
  readonly detail?: string;
  /** Further members of the body: what stands in the way, what was undone. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export class Problem extends Error {
  override readonly name = "Problem";
  readonly slug: ProblemSlug;
  readonly headers: Readonly<Record<string, string>>;
  readonly #members: Readonly<Record<string, unknown>>;

  constructor(slug: ProblemSlug, { detail = "", members = {}, headers = {} }: ProblemOptions = {}) {
    super(detail || PROBLEMS[slug].title);
    this.slug = slug;
    this.headers = headers;
    this.#members = members;
  }

  get status(): number {
    return PROBLEMS[this.slug].status;
  }

  /** The members of the body, in the order of the RFC. */
  toBody(): Record<string, unknown> {
    const { title, status } = PROBLEMS[this.slug];
    const detail = this.message === title ? {} : { detail: this.message };
    return { type: problemType(this.slug), title, status, ...detail, ...this.#members };
  }
}

export function problemType(slug: ProblemSlug): string {
  return `urn:holdfast:problem:${slug}`;
}

/** The request is well-formed, and says something that cannot be. */
export function invalid(...errors: readonly FieldError[]): Problem {
  const detail = errors.map(({ field, message }) => `${field}: ${message}`).join("; ");
  return new Problem("request-invalid", { detail, members: { errors } });
}

export function notFound(what: string, id: string): Problem {
  return new Problem("not-found", { detail: `There is no ${what} ${id}.` });
}

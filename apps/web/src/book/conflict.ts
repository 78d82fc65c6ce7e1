/**
 * What stood in the way, in words, and what one can do instead. From what the gateway says of a
 * refusal (`docs/reference/problems.md`): who has the room until when, who is busy, what would do.
 */

import { NoAnswer, Problem, type ProblemBody } from "../api/http.ts";
import type { Span, Suggestion } from "../api/shapes.ts";
import { clockTime, timeSpan } from "../time/format.ts";
import { actorName, type Names, personName, roomName } from "./names.ts";

export interface Obstacle {
  readonly text: string;
  /** It ends by itself then, unless it is renewed. */
  readonly until?: string;
}

export interface Conflict {
  readonly headline: string;
  readonly obstacles: readonly Obstacle[];
  readonly alternatives: readonly Suggestion[];
  /**
   * What may help: the very same again; holding the slot again first; other words, people or times;
   * or nothing that could be done here.
   */
  readonly next: "try-again" | "hold-again" | "choose-again" | "change-it" | "nothing";
}

interface Refusal extends Partial<Span> {
  readonly room?: string;
  readonly person?: string;
  readonly reason?: string;
  readonly why?: string;
  readonly heldBy?: string;
  readonly freeAt?: string;
}

type Told = ProblemBody &
  Refusal & {
    readonly alternatives?: readonly Suggestion[];
    readonly rooms?: readonly Refusal[];
    readonly people?: readonly Refusal[];
    readonly lockedBy?: string;
    readonly agent?: string;
    readonly errors?: readonly { readonly field: string; readonly message: string }[];
  };

/** `zone`: in which times are said. */
export function explainConflict(error: Error, names: Names, zone: string): Conflict {
  if (error instanceof NoAnswer) {
    return plainly("Holdfast does not answer. What you typed is still here.", "try-again");
  }
  if (!(error instanceof Problem)) return plainly(error.message, "try-again");
  const told = error.body as Told;
  const conflict = { alternatives: told.alternatives ?? [], obstacles: [] };
  switch (error.slug) {
    case "room-taken":
      return {
        ...conflict,
        headline: `${roomName(names, told.room ?? "")} is taken then.`,
        obstacles: [roomObstacle({ reason: reasonOf(told), ...told }, names, zone)],
        next: "choose-again",
      };
    case "room-closed":
      return {
        ...conflict,
        headline: `${roomName(names, told.room ?? "")} is closed then.`,
        obstacles: [{ text: "It is outside the room’s opening hours, or closed for repair." }],
        next: "choose-again",
      };
    case "room-locked":
      return {
        ...conflict,
        headline: "The room is being changed or closed right now.",
        obstacles: told.lockedBy ? [{ text: `By ${actorName(names, told.lockedBy)}.` }] : [],
        next: "try-again",
      };
    case "meeting-not-booked":
    case "meeting-not-moved":
    case "meeting-not-cancelled":
      return { ...conflict, ...explainSaga(told, names, zone) };
    default:
      return { ...conflict, ...explainOther(error.slug, told) };
  }
}

const REASONS: Readonly<Record<string, readonly [string, Conflict["next"]]>> = {
  "no-room": ["No room that would do is free then.", "choose-again"],
  "room-held": ["Somebody holds the room then.", "choose-again"],
  "room-booked": ["The room is booked then.", "choose-again"],
  "room-closed": ["The room is closed then.", "choose-again"],
  "room-unknown": ["The room has been removed.", "choose-again"],
  "room-locked": ["The room is being changed or closed right now.", "try-again"],
  "lock-lost": ["Whoever was changing the room lost its lock.", "try-again"],
  "attendee-busy": ["Not everybody who is required can come then.", "choose-again"],
  "hold-lapsed": ["The hold lapsed before it could be confirmed.", "hold-again"],
  "stale-fence": ["The hold has changed hands since.", "hold-again"],
  "hold-does-not-fit": ["The hold is for another time or room.", "hold-again"],
  "deadline-passed": ["It was not done in time: an agent may be down or busy.", "try-again"],
  "stop-requested": ["Somebody cancelled the meeting while it was being booked.", "nothing"],
  "step-failed": ["An agent failed at it again and again.", "try-again"],
  "meeting-not-standing": ["The meeting was cancelled meanwhile.", "nothing"],
};

const OUTCOMES: Readonly<Record<string, string>> = {
  "meeting-not-booked": "It was not booked.",
  "meeting-not-moved": "It was not moved.",
  "meeting-not-cancelled": "It was not cancelled.",
};

function explainSaga(
  told: Told,
  names: Names,
  zone: string,
): Pick<Conflict, "headline" | "obstacles" | "next"> {
  const outcome = OUTCOMES[told.type.split(":").at(-1) ?? ""] ?? "";
  const known = REASONS[told.reason ?? ""];
  const rooms = (told.rooms ?? []).map((each) => roomObstacle(each, names, zone));
  const people = (told.people ?? []).map((each) => personObstacle(each, names, zone));
  return {
    headline: `${outcome} ${known?.[0] ?? told.detail ?? told.title}`.trim(),
    obstacles: [...people, ...rooms],
    next: known?.[1] ?? "try-again",
  };
}

/** Why a saga was refused, as its record says it. */
export function explainFailure(
  failure: { readonly reason: string; readonly [member: string]: unknown },
  names: Names,
  zone: string,
): Pick<Conflict, "headline" | "obstacles"> {
  return explainSaga({ ...failure, type: "", title: failure.reason, status: 409 }, names, zone);
}

const OTHERS: Readonly<Record<string, readonly [string, Conflict["next"]]>> = {
  "hold-lapsed": ["The hold has lapsed.", "hold-again"],
  "stale-fence": ["The hold has changed hands since.", "hold-again"],
  "not-yours": ["This is somebody else’s.", "nothing"],
  "hold-adopted": ["This hold is being booked already.", "try-again"],
  "meeting-cancelled": ["The meeting has been cancelled: it cannot be changed.", "nothing"],
  "meeting-busy": ["Somebody is changing this meeting right now.", "try-again"],
  "request-in-progress": ["It is still under way.", "try-again"],
  "too-many-requests": ["That was too much at once. Wait a few seconds.", "try-again"],
  "state-unavailable": ["The shared state cannot be reached right now.", "try-again"],
  "role-too-low": ["Your access token only lets you look.", "nothing"],
};

function explainOther(slug: string, told: Told): Pick<Conflict, "headline" | "obstacles" | "next"> {
  if (slug === "request-invalid") {
    const obstacles = (told.errors ?? []).map(({ field, message }) => ({
      text: `${field} ${message}.`,
    }));
    return { headline: "Something in it is not right.", obstacles, next: "change-it" };
  }
  if (slug === "agent-down") {
    const headline = `The ${told.agent ?? "agent"} is down, and was given up on. See Agents.`;
    return { headline, obstacles: [], next: "try-again" };
  }
  const known = OTHERS[slug];
  const words = told.detail ? `${told.title}. ${told.detail}` : `${told.title}.`;
  return { headline: known?.[0] ?? words, obstacles: [], next: known?.[1] ?? "try-again" };
}

/** A refused hold does not say whether it met a hold or a booking: only a hold lapses. */
function reasonOf({ freeAt }: Told): string {
  return freeAt === undefined ? "room-booked" : "room-held";
}

function roomObstacle(refusal: Refusal, names: Names, zone: string): Obstacle {
  const { room = "", reason = "", heldBy, freeAt } = refusal;
  const name = roomName(names, room);
  const when = spanOf(refusal, zone);
  switch (reason) {
    case "room-held":
    case "held": {
      const by = heldBy === undefined ? "somebody" : actorName(names, heldBy);
      const text = `${name} is held by ${by}${when}`;
      return freeAt === undefined ? { text: `${text}.` } : { text, until: freeAt };
    }
    case "room-booked":
    case "booked":
      return { text: `${name} is booked${when}.` };
    case "room-closed":
    case "closed":
    case "outside-hours":
    case "closed-that-day":
      return { text: `${name} is closed${when}.` };
    case "room-locked":
      return { text: `${name} is being changed or closed by ${actorName(names, heldBy ?? "")}.` };
    case "room-unknown":
      return { text: `${name} has been removed.` };
    default:
      return { text: `${name} cannot be had${when}.` };
  }
}

function personObstacle(refusal: Refusal, names: Names, zone: string): Obstacle {
  const name = personName(names, refusal.person ?? "");
  const when = spanOf(refusal, zone);
  switch (refusal.why) {
    case "held":
      return { text: `${name} is being booked for another meeting${when}.` };
    case "calendar-unclear":
      return { text: `${name}’s own calendar leaves open whether they can come${when}.` };
    case "person-unknown":
      return { text: `${name} is not known any more.` };
    default:
      return { text: `${name} is busy${when}.` };
  }
}

function spanOf({ start, end }: Refusal, zone: string): string {
  if (start === undefined) return end === undefined ? "" : ` until ${clockTime(end, zone)}`;
  return end === undefined ? ` from ${clockTime(start, zone)}` : ` ${timeSpan(start, end, zone)}`;
}

function plainly(headline: string, next: Conflict["next"]): Conflict {
  return { headline, next, obstacles: [], alternatives: [] };
}

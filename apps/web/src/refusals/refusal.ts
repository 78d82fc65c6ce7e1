/**
 * Why something was not done, in words, and what one can do instead: of whatever the gateway refuses
 * (`docs/reference/problems.md`). This is the only place where refusals are explained.
 */

import type { Failure, ProblemBody, Suggestion } from "@holdfast/api";
import { NoAnswer, Problem } from "../api/http.ts";
import { actorName, type Names, roomName } from "../directory/names.ts";
import { explain } from "./explain.ts";
import { type Obstacle, personObstacle, roomObstacle } from "./obstacles.ts";

export interface Refusal {
  /** Short, and without a full stop. */
  readonly headline: string;
  readonly obstacles: readonly Obstacle[];
  readonly alternatives: readonly Suggestion[];
  readonly next: Next;
}

/**
 * What may help: the very same again; holding the slot again first; another time, room or people;
 * other words; or nothing that could be done here.
 */
type Next = "try-again" | "hold-again" | "choose-again" | "change-it" | "nothing";

/** `zone`: in which times are said. */
export function explainRefusal(error: Error, names: Names, zone: string): Refusal {
  const isUnknown = error instanceof NoAnswer;
  if (isUnknown) return plain("Holdfast does not answer", "Is it still running?", "try-again");
  if (!(error instanceof Problem)) return plain("It did not work", error.message, "try-again");
  const { slug, body: told } = error;
  const alternatives = told.alternatives ?? [];
  switch (slug) {
    case "room-taken": {
      // It is not said whether it met a hold or a booking: only a hold lapses.
      const reason = told.freeAt === undefined ? "room-booked" : "room-held";
      const obstacles = [roomObstacle({ ...told, reason }, names, zone)];
      const headline = `${nameOf(told, names)} is taken then`;
      return { headline, obstacles, alternatives, next: "choose-again" };
    }
    case "room-closed": {
      const why = "It is outside the opening hours, or the room is closed for repair.";
      const headline = `${nameOf(told, names)} is closed then`;
      return { ...plain(headline, why, "choose-again"), alternatives };
    }
    case "room-locked": {
      const by = told.lockedBy === undefined ? "somebody" : actorName(names, told.lockedBy);
      const why = `${by} changes its rules, or closes it, this very moment.`;
      return plain(`${nameOf(told, names)} is being changed`, why, "try-again");
    }
    case "meeting-not-booked":
    case "meeting-not-moved":
    case "meeting-not-cancelled": {
      const { obstacles, next } = explainSaga(told, names, zone);
      return { headline: OUTCOMES[slug], obstacles, alternatives, next };
    }
    default:
      return { ...explainOther(error, told), alternatives };
  }
}

/** All of it, one sentence after the other. */
export function inSentences({ headline, obstacles }: Pick<Refusal, "headline" | "obstacles">) {
  return [`${headline}.`, ...obstacles.map(sentenceOf)].join(" ");
}

export function sentenceOf({ text, until }: Obstacle): string {
  return until === undefined ? text : `${text}.`;
}

/** Why a saga was refused, as its record says it. */
export function explainFailure(failure: Failure, names: Names, zone: string): string {
  const told = { ...failure, type: "", title: failure.reason, status: 409 };
  return explainSaga(told, names, zone).obstacles.map(sentenceOf).join(" ");
}

const OUTCOMES = {
  "meeting-not-booked": "It was not booked",
  "meeting-not-moved": "It was not moved",
  "meeting-not-cancelled": "It was not cancelled",
} as const;

const REASONS: Readonly<Record<string, readonly [string, Next]>> = {
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

function explainSaga(
  told: ProblemBody,
  names: Names,
  zone: string,
): Pick<Refusal, "obstacles" | "next"> {
  const [why, next] = REASONS[told.reason ?? ""] ?? [told.detail ?? told.title, "try-again"];
  const rooms = (told.rooms ?? []).map((each) => roomObstacle(each, names, zone));
  const people = (told.people ?? []).map((each) => personObstacle(each, names, zone));
  return { obstacles: [{ text: why }, ...people, ...rooms], next };
}

const OTHERS: Readonly<Record<string, readonly [string, string, Next]>> = {
  "hold-lapsed": ["The hold has lapsed", "Others can take the slot now.", "hold-again"],
  "stale-fence": ["The hold has changed hands", "Somebody else has it since.", "hold-again"],
  "not-yours": ["This is somebody else’s", "Only they, or an admin, may do that.", "nothing"],
  "hold-adopted": ["This hold is being booked already", "It ends in a moment.", "try-again"],
  "version-mismatch": [
    "The meeting has been changed meanwhile",
    "Somebody changed it after you had seen it. Nothing of theirs was overwritten, and nothing of yours is lost.",
    "try-again",
  ],
  "meeting-cancelled": ["The meeting was cancelled", "It cannot be changed any more.", "nothing"],
  "meeting-busy": [
    "The meeting is being changed",
    "A booking, move or cancellation of it is under way. It ends in a moment.",
    "try-again",
  ],
  "request-in-progress": ["It is still under way", "It ends in a moment.", "try-again"],
  "too-many-requests": ["That was too much at once", "Wait a few seconds.", "try-again"],
  "state-unavailable": ["The shared state cannot be reached", "Wait a moment.", "try-again"],
};

function explainOther(error: Problem, told: ProblemBody): Refusal {
  const known = OTHERS[error.slug];
  if (known) return plain(...known);
  switch (error.slug) {
    case "role-too-low": {
      const why = `Your access token does not let you: it needs the role ${told.needs ?? "of another"}.`;
      return plain("You may not do that", why, "nothing");
    }
    case "request-invalid": {
      const obstacles = (told.errors ?? []).map(({ field, message }) => ({
        text: `${field} ${message}.`,
      }));
      const headline = "Something in it is not right";
      return { headline, obstacles, alternatives: [], next: "change-it" };
    }
    case "agent-down": {
      const why = `The ${told.agent ?? "agent"} was given up on. See Agents.`;
      return plain("Nobody is there to do it", why, "try-again");
    }
    default:
      return plain("It was refused", explain(error), "try-again");
  }
}

function nameOf({ room }: ProblemBody, names: Names): string {
  return room === undefined ? "The room" : roomName(names, room);
}

function plain(headline: string, why: string, next: Next): Refusal {
  return { headline, obstacles: [{ text: why }], alternatives: [], next };
}

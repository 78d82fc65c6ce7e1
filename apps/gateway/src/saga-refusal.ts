/**
 * Why an undertaking was undone, as its 409 says it: from the saga's record alone, so that it is
 * the same each time that it is told.
 */

import type { Saga } from "@holdfast/shared-state";
import { obstacleOut } from "./conflicts.ts";
import { toInstantOut } from "./instants.ts";
import { Problem, type ProblemSlug } from "./problems.ts";

const SENTENCES: Readonly<Record<string, string>> = {
  "no-room": "None of the rooms that would do is open and free then.",
  "room-held": "Somebody holds the room then.",
  "room-booked": "The room is booked then.",
  "room-closed": "The room is closed then.",
  "room-locked": "The room is being changed or closed.",
  "lock-lost": "Whoever began it had locked the room, and lost the lock.",
  "room-unknown": "The room has been removed.",
  "attendee-busy": "Not everybody who is required can come then.",
  "hold-lapsed": "A hold lapsed before it could be confirmed.",
  "hold-does-not-fit": "The hold is not on this room for exactly this time.",
  "stale-fence": "The hold has changed hands since.",
  "deadline-passed": "It was not done in time: an agent may be down or busy.",
  "stop-requested": "Somebody asked for it to be stopped.",
  "step-failed": "An agent failed at it again and again.",
  "meeting-not-standing": "The meeting does not stand any more.",
};

/** What the agents put into their refusals. */
interface FailureDetail {
  readonly rooms?: readonly RoomRefusal[];
  readonly people?: readonly PersonRefusal[];
}

interface RoomRefusal {
  readonly room: string;
  readonly reason: string;
  readonly heldBy?: string;
  readonly freeAt?: number;
}

interface PersonRefusal {
  readonly person: string;
  readonly why: string;
  readonly start: number;
  readonly end: number;
}

interface RefusalOptions {
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export function sagaRefused(
  slug: ProblemSlug,
  saga: Saga,
  { members = {}, headers = {} }: RefusalOptions = {},
): Problem {
  const failure = failureOut(saga);
  return new Problem(slug, {
    detail: SENTENCES[failure.reason] ?? `It was refused: ${failure.reason}.`,
    members: { ...failure, saga: saga.id, undone: undoneSteps(saga), ...members },
    headers,
  });
}

/** Which step was refused, why, and by whom or what. */
export function failureOut(saga: Saga) {
  const { reason, step } = saga.failure ?? { reason: "unknown" };
  const { rooms, people } = detailOf(saga);
  return {
    reason,
    ...(step !== undefined && { step }),
    ...(rooms && { rooms: rooms.map(roomRefusalOut) }),
    ...(people && { people: people.map(personRefusalOut) }),
  };
}

/** The steps that had been done and were taken back, in the order of taking back. */
export function undoneSteps({ journal }: Saga): string[] {
  const done = journal.flatMap(({ did, step }) => (did === "performed" && step ? [step] : []));
  return journal.flatMap(({ did, step }) =>
    did === "compensated" && step && done.includes(step) ? [step] : [],
  );
}

/** The detail of a refusal by the agents; that of a failed step is the text of an error. */
function detailOf({ failure }: Saga): FailureDetail {
  const { detail } = failure ?? {};
  return typeof detail === "object" && detail !== null ? detail : {};
}

function roomRefusalOut({ room, reason, ...obstacle }: RoomRefusal) {
  return { room, reason, ...obstacleOut(obstacle) };
}

function personRefusalOut({ person, why, start, end }: PersonRefusal) {
  return { person, why, start: toInstantOut(start), end: toInstantOut(end) };
}

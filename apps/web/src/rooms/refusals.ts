/**
 * Why something was not done, in words, and what to do next. What it says is taken from the problem's
 * members (docs/reference/problems.md), which name people and rooms by their ids.
 */

import type { ProblemBody } from "../api/http.ts";
import type { Suggestion } from "../api/shapes.ts";

export interface Refusal {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly alternatives: readonly Suggestion[];
  /** When who holds it may be gone. */
  readonly freeAt?: string;
  /** The same request may succeed in a moment. */
  readonly again: boolean;
}

/** How ids and instants are told. */
export interface Words {
  readonly person: (id: string) => string;
  readonly room: (id: string) => string;
  readonly holder: (heldBy: string) => string;
  /** `Tue 24 Nov, 10:00–11:00 (Europe/Berlin)` */
  readonly span: (start: string, end: string) => string;
}

interface Members extends ProblemBody {
  readonly alternatives?: readonly Suggestion[];
  readonly room?: string;
  readonly heldBy?: string;
  readonly start?: string;
  readonly end?: string;
  readonly freeAt?: string;
  readonly reason?: string;
  readonly rooms?: readonly (Obstacle & { readonly room: string; readonly reason: string })[];
  readonly people?: readonly {
    readonly person: string;
    readonly why: string;
    readonly start: string;
    readonly end: string;
  }[];
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
  readonly needs?: string;
}

interface Obstacle {
  readonly heldBy?: string;
  readonly freeAt?: string;
}

export function refusalOf(slug: string, body: ProblemBody, words: Words): Refusal {
  const members = body as Members;
  const { title, sentences, again = false } = tell(slug, members, words);
  const { alternatives = [], freeAt = members.rooms?.[0]?.freeAt } = members;
  return { title, sentences, alternatives, again, ...(freeAt !== undefined && { freeAt }) };
}

interface Told {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly again?: boolean;
}

function tell(slug: string, members: Members, words: Words): Told {
  switch (slug) {
    case "room-taken":
      return { title: "Somebody was quicker", sentences: [taken(members, words)] };
    case "room-closed":
      return {
        title: "The room is closed then",
        sentences: ["It is outside its opening hours, or the room is closed for repair."],
      };
    case "room-locked":
      return {
        title: "The room is being changed",
        sentences: ["Its rules are being changed, or it is being closed, this very moment."],
        again: true,
      };
    case "meeting-not-moved":
    case "meeting-not-booked":
    case "meeting-not-cancelled":
      return { title: TITLES[slug], sentences: why(members, words), again: !members.reason };
    case "version-mismatch":
      return {
        title: "The meeting has been changed meanwhile",
        sentences: ["Somebody changed it after you had seen it, so nothing was done to it."],
      };
    case "meeting-busy":
      return {
        title: "The meeting is being changed",
        sentences: ["A booking, move or cancellation of it is under way. It ends in a moment."],
        again: true,
      };
    case "meeting-cancelled":
      return {
        title: "The meeting was cancelled",
        sentences: ["It cannot be changed any more."],
      };
    case "role-too-low":
      return {
        title: "You may not do that",
        sentences: [`It needs the role ${members.needs ?? "of somebody else"}.`],
      };
    case "request-invalid":
      return {
        title: "That cannot be",
        sentences: (members.errors ?? []).map(({ field, message }) => `${field}: ${message}.`),
      };
    default:
      return {
        title: members.title,
        sentences: members.detail ? [members.detail] : [],
        again: members.status >= 500 || members.status === 429,
      };
  }
}

const TITLES = {
  "meeting-not-moved": "The meeting stays where it was",
  "meeting-not-booked": "The meeting was not booked",
  "meeting-not-cancelled": "The meeting still stands",
} as const;

function taken({ room, heldBy, start, end, freeAt }: Members, words: Words): string {
  const name = room === undefined ? "The room" : words.room(room);
  const when = start && end ? `: ${words.span(start, end)}` : "";
  if (heldBy === undefined) return `${name} is taken${when}.`;
  const holder = words.holder(heldBy);
  return `${name} is ${freeAt ? "held" : "taken"} by ${holder}${when}.`;
}

/** Of rooms and people who stand in the way; else the gateway's own sentence. */
function why({ detail, rooms = [], people = [] }: Members, words: Words): string[] {
  const ofRooms = rooms.map(({ room, reason, heldBy }) => {
    const by = heldBy === undefined ? "" : ` by ${words.holder(heldBy)}`;
    return `${words.room(room)} ${ROOM_REASONS[reason] ?? "cannot be had then"}${by}.`;
  });
  const ofPeople = people.map(
    ({ person, start, end }) => `${words.person(person)} is busy ${words.span(start, end)}.`,
  );
  const said = [...ofRooms, ...ofPeople];
  return said.length > 0 || !detail ? said : [detail];
}

const ROOM_REASONS: Readonly<Record<string, string>> = {
  "room-held": "is held",
  "room-booked": "is booked",
  "room-closed": "is closed then",
  "room-locked": "is being changed",
  "room-unknown": "was removed",
};

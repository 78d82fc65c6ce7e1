/**
 * What is promised to people who book rooms, judged by what they were told: an operation `book` that
 * is `ok` means that its person believes that the room is theirs.
 */

import {
  CHECKS,
  type Check,
  type Fault,
  type History,
  kept,
  type Operation,
  violated,
} from "@holdfast/checker";
import type { Span } from "./wish.ts";

type Asked = Span & { readonly meeting: string };

const oneRoomOneMeeting: Check = {
  name: "one-room-one-meeting",
  promise: "No two people are told that the same room is theirs at the same time.",

  look(history) {
    const given = bookings(history).filter(({ outcome }) => outcome === "ok");
    for (const [index, one] of given.entries()) {
      const other = given.slice(index + 1).find((each) => sharesMoment(one, each));
      if (!other) continue;
      const said = `${inWords(one)}. ${inWords(other)}. It is one room.`;
      return violated("told-twice", `${one.id} ${other.id}`, [one, other], said);
    }
    return kept(`${given.length} bookings looked at.`);
  },
};

const toldIsKept: Check = {
  name: "told-is-kept",
  promise: "Whoever was told that the room is theirs finds their meeting in its day.",

  look(history) {
    const looks = operations(history, "look-at-room");
    for (const look of looks) {
      const { meetings } = look.output as { readonly meetings: readonly string[] };
      const lost = bookings(history).find(
        (each) =>
          isBefore(each, look) && each.outcome === "ok" && !meetings.includes(asked(each).meeting),
      );
      if (!lost) continue;
      const there = meetings.join(", ") || "nothing";
      const said = `${inWords(lost)}. In the end the room's day has: ${there}.`;
      return violated("lost", lost.id, [lost, look], said);
    }
    return kept(`${looks.length} looks at a room.`);
  },
};

const takenOverIsTheirs: Check = {
  name: "taken-over-is-theirs",
  promise: "A hold that has changed hands books the room for nobody but who has it now.",

  look(history) {
    const changes = operations(history, "take-hold-over").filter(({ outcome }) => outcome === "ok");
    for (const change of changes) {
      const former = bookings(history).find(
        (each) =>
          each.outcome === "ok" && each.process !== change.process && sharesMoment(each, change),
      );
      if (!former) continue;
      const said = `${who(change)} had the hold by then. ${inWords(former)} all the same.`;
      return violated("former-owner", `${change.id} ${former.id}`, [change, former], said);
    }
    return kept(`${changes.length} holds have changed hands.`);
  },
};

/**
 * A refusal needs a reason: somebody else's meeting; or, where rooms are held, a wish that was under
 * way within the last lease (whoever was killed holds nothing for longer than that), or so long a
 * wait that the asker's own hold may have lapsed.
 */
function freeIsGiven({ heldForMs }: { readonly heldForMs: number }): Check {
  return {
    name: "free-is-given",
    promise: "Nobody is refused a room that nobody has.",

    look(history) {
      const all = bookings(history);
      const refused = all.filter(({ outcome }) => outcome === "refused");
      for (const one of refused) {
        const others = all.filter((other) => other !== one && sharesMoment(one, other));
        const reason =
          others.some(({ outcome }) => outcome === "ok") ||
          others.some((other) => mayHaveHeld(other, one, { history, heldForMs })) ||
          mayHaveLapsed(one, { history, heldForMs });
        if (reason) continue;
        const said = `${who(one)} was refused ${span(one)}, and nobody had the room then.`;
        const kills = history.filter((entry) => entry.kind === "fault" && entry.fault === "kill");
        return violated("refused-for-nothing", one.id, [one, ...kills], said);
      }
      return kept(`${refused.length} refusals looked at.`);
    },
  };
}

function mayHaveHeld(
  other: Operation,
  refused: Operation,
  { history, heldForMs }: { history: History; heldForMs: number },
): boolean {
  if (heldForMs === 0) return false;
  const isKill = (entry: History[number]): entry is Fault =>
    entry.kind === "fault" && entry.fault === "kill" && entry.phase === "struck";
  const killed = history.filter(isKill).find(({ target }) => target === other.process);
  const over = other.completedMs ?? killed?.atMs ?? Number.POSITIVE_INFINITY;
  const began = other.invokedMs < (refused.completedMs ?? Number.POSITIVE_INFINITY);
  return began && refused.invokedMs < over + heldForMs;
}

/** It had a hold of its own, and then took so long that this may have lapsed. */
function mayHaveLapsed(
  { process, invokedMs, completedMs = 0 }: Operation,
  { history, heldForMs }: { history: History; heldForMs: number },
): boolean {
  if (heldForMs === 0 || completedMs - invokedMs < heldForMs) return false;
  return operations(history, "place-hold").some(
    (hold) =>
      hold.process === process &&
      hold.outcome === "ok" &&
      invokedMs <= hold.invokedMs &&
      hold.invokedMs <= completedMs,
  );
}

/** As `leaseMs` of a desk. */
const LEASE_MS = 200;
const OF_THE_STORE = ["no-double-booking", "no-lapsed-hold-confirmed"];

/** Also what the store's own log says of holds and bookings. */
export const PROMISES_OF_HOLDS: readonly Check[] = [
  ...[oneRoomOneMeeting, toldIsKept, takenOverIsTheirs, freeIsGiven({ heldForMs: LEASE_MS })],
  ...CHECKS.filter(({ name }) => OF_THE_STORE.includes(name)),
];

export const PROMISES: readonly Check[] = [
  ...[oneRoomOneMeeting, toldIsKept, freeIsGiven({ heldForMs: 0 })],
];

function operations(history: History, name: string): Operation[] {
  return history.flatMap((entry) =>
    entry.kind === "operation" && entry.name === name ? [entry] : [],
  );
}

function bookings(history: History): Operation[] {
  return operations(history, "book");
}

function asked({ input }: Operation): Asked {
  return input as Asked;
}

function isBefore(one: Operation, other: Operation): boolean {
  return one.completedMs !== undefined && one.completedMs < other.invokedMs;
}

function sharesMoment(one: Operation, other: Operation): boolean {
  const [a, b] = [asked(one), asked(other)];
  return one.key === other.key && a.start < b.end && b.start < a.end;
}

function inWords(operation: Operation): string {
  return `${who(operation)} was told that the room is theirs ${span(operation)}`;
}

/** `Ada (planning)`. */
function who(operation: Operation): string {
  const { process } = operation;
  return `${process.slice(0, 1).toUpperCase()}${process.slice(1)} (${asked(operation).meeting})`;
}

function span(operation: Operation): string {
  const { start, end } = asked(operation);
  const [from, to] = [start, end].map((at) => new Date(at).toISOString().slice(11, 16));
  return `from ${from} to ${to}`;
}

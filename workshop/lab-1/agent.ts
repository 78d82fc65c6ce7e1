/**
 * What an agent of this lab can do, by way of the learner's answer: book a room, and say what stands.
 *
 * `desk` is what an answer is given: a small part of the shared state, as the agents of the scheduler
 * have it. Each call is an operation of the history, before which the process may have to stand still.
 */

import type { Action, AgentTools } from "@holdfast/scenario-runner";
import {
  adoptHold,
  type Document,
  type DocumentSaved,
  getHold,
  type Hold,
  type HoldGone,
  type HoldPlaced,
  type HoldRef,
  keyspace,
  putDocument,
  readDiary,
  readDocument,
  type Slot,
  type VersionGuard,
} from "@holdfast/shared-state";
import { bookByCheck } from "./check-then-act.ts";
import { type Meeting, type Span, WHOLE_DAY, type Wish } from "./wish.ts";

export type Confirmed = { readonly ok: true } | HoldGone;

export interface Desk {
  /** A room's day: one document with a version, which counts its changes from 1. */
  readonly days: {
    get(room: string): Promise<Document<readonly Meeting[]> | undefined>;
    /** Replaces the whole list. With `ifVersion`, only if that version still stands; 0: none does. */
    replace(
      room: string,
      meetings: readonly Meeting[],
      guard?: VersionGuard,
    ): Promise<DocumentSaved<readonly Meeting[]>>;
  };
  readonly holds: {
    /** Reserves a slot for a while. Refused when a living hold or a booking overlaps it. */
    place(slot: Slot, request: { by: string; forMs: number }): Promise<HoldPlaced>;
    /** The hold as it is now, whoever has it; undefined when there is none any more. */
    get(id: string): Promise<Hold | undefined>;
    renew(hold: HoldRef, request: { forMs: number }): Promise<Confirmed>;
    /** Makes a booking of a hold, if it still lives, and still is whose fence this is. */
    confirm(hold: HoldRef, request: { booking: string }): Promise<Confirmed>;
  };
  /** How long a hold should live. */
  readonly leaseMs: number;
  /** The person is asked whether the room will do. That may take its time. */
  personAgrees(): Promise<void>;
}

/** What the learner's file has to have. */
export interface Answer {
  overlaps(one: Span, other: Span): boolean;
  /** True: the person was told that the room is theirs. */
  bookWithVersion(desk: Desk, wish: Wish): Promise<boolean>;
  bookWithHold(desk: Desk, wish: Wish): Promise<boolean>;
}

type Tools = AgentTools<Answer>;

interface TakenOver {
  readonly hold: HoldRef | undefined;
}

/** It does not lapse while a conflict is played, on however slow a machine. */
const LONG_LEASE_MS = 60_000;

export const actions: Readonly<Record<string, Action<Answer>>> = {
  "book-by-check": (tools, wish) =>
    book(tools, wish as Wish, (desk, wanted) => bookByCheck(desk, wanted, tools.answer.overlaps)),
  "book-with-version": (tools, wish) => book(tools, wish as Wish, tools.answer.bookWithVersion),
  "book-with-hold": (tools, wish) => book(tools, wish as Wish, tools.answer.bookWithHold),
  "book-with-long-hold": (tools, wish) =>
    book({ ...tools, leaseMs: LONG_LEASE_MS }, wish as Wish, tools.answer.bookWithHold),
  "take-hold-over": (tools, wish) => takeHoldOver(tools, wish as Wish),
  "book-what-was-taken-over": (tools, input) => bookTakenOver(tools, input as Wish & TakenOver),
  "look-at-room": (tools, input) => lookAtRoom(tools, (input as { room: string }).room),
};

function book(tools: Tools, wish: Wish, how: Answer["bookWithVersion"]): Promise<boolean> {
  const { room, meeting, start, end } = wish;
  const desk = deskOf(tools);
  return tools.operation(
    { name: "book", key: room, input: { start, end, meeting } },
    () => how(desk, wish),
    (isTheirs) => ({ outcome: isTheirs === true ? "ok" : "refused" }),
  );
}

/** Whatever somebody holds of that time is this agent's from now on, as it is a saga's that books it. */
function takeHoldOver({ state, operation }: Tools, wish: Wish): Promise<HoldRef | undefined> {
  const { room, meeting, by, start, end } = wish;
  return operation(
    { name: "take-hold-over", key: room, input: { start, end, meeting } },
    async () => {
      const taken = await state.read((snapshot) =>
        readDiary(snapshot, { resource: room, start, end }),
      );
      const found = taken.find((each) => "hold" in each);
      if (!found) return undefined;
      const { value } = await state.transact((tx) => {
        const fence = getHold(tx, found.hold)?.fence ?? 0;
        return adoptHold(tx, found.hold, { fence, by, forMs: LONG_LEASE_MS });
      });
      return value.ok ? value.hold : undefined;
    },
    (hold) => (hold ? { outcome: "ok", output: { fence: hold.fence } } : { outcome: "refused" }),
  );
}

/** Nothing of the learner's: it shows the fence that it was given. */
function bookTakenOver(tools: Tools, { hold, ...wish }: Wish & TakenOver): Promise<boolean> {
  return book(tools, wish, async ({ holds }, { meeting }) => {
    const confirmed = hold && (await holds.confirm(hold, { booking: meeting }));
    return confirmed?.ok === true;
  });
}

/** All that is promised there, whichever way it was written down. */
async function lookAtRoom({ state, operation }: Tools, room: string): Promise<Meeting[]> {
  const look = () =>
    state.read(async (snapshot) => {
      const day = await readDocument<readonly Meeting[]>(snapshot, "room-days", room);
      const booked = await readDiary(snapshot, { resource: room, ...WHOLE_DAY });
      const inDiary = booked.flatMap((each) =>
        "booking" in each ? [{ meeting: each.booking, start: each.start, end: each.end }] : [],
      );
      return [...(day?.value ?? []), ...inDiary];
    });
  return operation({ name: "look-at-room", key: room, input: {} }, look, (meetings) => ({
    outcome: "ok",
    output: { meetings: meetings.map(({ meeting }) => meeting) },
  }));
}

function deskOf({ state, operation, leaseMs }: Tools): Desk {
  return {
    days: {
      get: (room) =>
        operation(
          { name: "get-day", key: room, input: {} },
          () => state.read((snapshot) => readDocument(snapshot, "room-days", room)),
          (day) => ({ outcome: "ok", output: { version: day?.version ?? 0 } }),
        ),
      replace: (room, meetings, guard = {}) =>
        operation(
          { name: "replace-day", key: room, input: guard },
          async () => {
            const { value } = await state.transact((tx) =>
              putDocument(tx, "room-days", room, meetings, guard),
            );
            return value;
          },
          told,
        ),
    },
    holds: {
      place: (slot, request) =>
        operation(
          { name: "place-hold", key: slot.resource, input: { forMs: request.forMs } },
          () => state.holds.place(slot, request),
          told,
        ),
      get: (id) =>
        operation(
          { name: "get-hold", key: id, input: {} },
          () => state.read((snapshot) => snapshot.get<Hold>(keyspace.hold(id))),
          (hold) => ({ outcome: "ok", output: { fence: hold?.fence ?? "none" } }),
        ),
      renew: (hold, request) =>
        operation(
          { name: "renew-hold", key: hold.id, input: request },
          () => state.holds.renew(hold, request),
          told,
        ),
      confirm: (hold, request) =>
        operation(
          { name: "confirm-hold", key: hold.id, input: { fence: hold.fence } },
          () => state.holds.confirm(hold, request),
          told,
        ),
    },
    leaseMs,
    personAgrees: () =>
      operation(
        { name: "person-agrees", key: "", input: {} },
        async () => {},
        () => ({ outcome: "ok" }),
      ),
  };
}

function told(outcome: { readonly ok: boolean; readonly reason?: string }) {
  return outcome.ok
    ? ({ outcome: "ok" } as const)
    : ({ outcome: "refused", output: outcome.reason } as const);
}

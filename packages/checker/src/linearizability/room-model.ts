/**
 * A room and what takes its time: holds and bookings, of which no two overlap.
 *
 *     place     a hold, where nothing else is; the same hold once more changes nothing
 *     confirm   turns a hold that is still there into a booking
 *     release   removes a hold that is still there
 *     lapse     removes a hold that is still there, by time
 *     book      a booking, where nothing else is
 *     move      a booking to a time where nothing else is but itself; or from another room to here
 *     leave     removes a booking, if it is there: cancelled, or moved to another room
 *     read      output: what takes the room's time between start and end
 *
 * Nobody is told when a hold lapses. So whoever makes a history adds one `lapse` for each hold, of unknown
 * outcome and invoked at the earliest moment at which the hold may lapse: from then on, or never.
 */

import type { Operation } from "../history.ts";
import type { Model } from "./model.ts";

/** `[start, end)`, by the hold's or the booking's id. */
export interface Taken {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly kind: "hold" | "booking";
}

/** What a room operation is given. */
export interface RoomInput {
  readonly start: number;
  readonly end: number;
  /** Of place, confirm, release and lapse. */
  readonly hold?: string;
  /** Of confirm, book, move and leave. */
  readonly booking?: string;
}

/** In the order of their starts. */
type State = readonly Taken[];

export const roomModel: Model<State> = {
  initial: [],
  step,
  key: (state) =>
    state.map(({ id, start, end, kind }) => `${kind} ${id} ${start} ${end}`).join("\n"),
  observes: ({ name }) => name === "read",
  effect: ({ name, input }) => JSON.stringify([name, input]),
};

function step(state: State, { name, input, output }: Operation): State | undefined {
  const { start, end, hold = "", booking = "" } = input as RoomInput;
  const held = state.find(({ id, kind }) => kind === "hold" && id === hold);
  switch (name) {
    case "place":
      if (held) return held.start === start && held.end === end ? state : undefined;
      return add(state, { id: hold, start, end, kind: "hold" });
    case "confirm":
      return held && add(without(state, held), { ...held, id: booking, kind: "booking" });
    case "release":
    case "lapse":
      return held && without(state, held);
    case "book":
      return add(state, { id: booking, start, end, kind: "booking" });
    case "move":
      return add(leave(state, booking), { id: booking, start, end, kind: "booking" });
    case "leave":
      return leave(state, booking);
    case "read":
      return shows(state, input as RoomInput, output as State) ? state : undefined;
    default:
      throw new Error(`A room has no operation "${name}".`);
  }
}

/** Undefined: something else is there. */
function add(state: State, taken: Taken): State | undefined {
  if (state.some((other) => overlap(other, taken))) return undefined;
  const later = state.findIndex(({ start }) => start > taken.start);
  const at = later === -1 ? state.length : later;
  return [...state.slice(0, at), taken, ...state.slice(at)];
}

function without(state: State, taken: Taken): State {
  return state.filter((each) => each !== taken);
}

function leave(state: State, booking: string): State {
  return state.filter(({ id, kind }) => kind !== "booking" || id !== booking);
}

function shows(state: State, window: RoomInput, output: State): boolean {
  const there = state.filter((taken) => overlap(taken, window));
  return (
    there.length === output.length &&
    there.every(({ start, end }) => output.some((read) => read.start === start && read.end === end))
  );
}

function overlap(
  one: { readonly start: number; readonly end: number },
  other: { readonly start: number; readonly end: number },
): boolean {
  return one.start < other.end && other.start < one.end;
}

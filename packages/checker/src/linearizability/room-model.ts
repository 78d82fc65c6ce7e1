/**
 * A room and what takes its time: holds and bookings, of which no two overlap.
 *
 *     place     a hold, where nothing else is; the same hold once more changes nothing
 *     confirm   turns a hold that is still there into a booking
 *     release   removes a hold, if it is there: whoever asks twice is told the same twice
 *     lapse     removes a hold, if it is there, by time
 *     book      a booking, where nothing else is; the same at the same time once more changes nothing
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
  specialize: leaveOutHindrances,
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
      return held ? without(state, held) : state;
    case "book":
      if (state.some((taken) => isBooking(taken, input as RoomInput))) return state;
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

function isBooking({ id, start, end, kind }: Taken, input: RoomInput): boolean {
  if (kind !== "booking" || id !== input.booking) return false;
  return start === input.start && end === input.end;
}

/**
 * A hold or booking of which it is unknown whether it ever was can only take up room, unless somebody
 * who was told so, or who may have turned it into something else, needs it to be there. To remove it
 * is nothing that needs it. So without it any order still is one, and a dozen of them need not be
 * tried in all their combinations. (A read may show it: then nothing is left out.)
 */
function leaveOutHindrances(operations: readonly Operation[]): Model<State> {
  const needed = new Set<string>();
  for (const operation of operations) {
    const { hold, booking } = operation.input as RoomInput;
    if (operation.name === "read") return roomModel;
    if (operation.name === "confirm") needed.add(`hold ${hold}`).add(`booking ${booking}`);
    const adds = addedBy(operation);
    if (adds !== undefined && operation.outcome !== "unknown") needed.add(adds);
  }
  const onlyHinders = (operation: Operation) => {
    const adds = addedBy(operation);
    return adds !== undefined && !needed.has(adds);
  };
  return { ...roomModel, onlyHinders };
}

function addedBy({ name, input }: Operation): string | undefined {
  const { hold, booking } = input as RoomInput;
  if (name === "place") return `hold ${hold}`;
  return name === "book" || name === "move" ? `booking ${booking}` : undefined;
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

/**
 * What the clients of a scheduler asked for, as operations of single rooms.
 *
 *     place-hold, confirm-hold, release-hold, book, cancel   one operation of one room
 *     move                                                   arrives in one room, leaves all others in
 *                                                            which the meeting was ever asked to be
 *     close-room                                             any meeting may leave the room, from then on
 *
 * A room is an object by itself. So a move between two is judged as two operations, which is less than is
 * promised (it is one), and raises no false alarm. What was refused left everything as it was.
 */

import type { History, Operation } from "../history.ts";
import type { RoomInput } from "./room-model.ts";

/** An operation of one room, and the one in the history that it stands for. */
export interface RoomOperation extends Operation {
  readonly input: RoomInput;
  readonly from: string;
}

/** As far as these are given: what a client asked for and what it was told use the same names. */
interface Asked {
  readonly room?: string;
  readonly start?: number | string;
  readonly end?: number | string;
  readonly forMs?: number;
  readonly hold?: string;
  readonly meeting?: string;
}

interface RoomsOf {
  readonly operation: Operation;
  readonly asked: Asked;
  readonly room: string;
}

export function roomOperations(history: History): RoomOperation[] {
  const asked = history.flatMap((entry) => (entry.kind === "operation" ? askedOf(entry) : []));
  const meetings = roomsByMeeting(asked);
  return asked.flatMap((each) => translate(each, meetings));
}

function askedOf(operation: Operation): RoomsOf | [] {
  const { outcome, input, output, key } = operation;
  if (outcome === "refused" || outcome === "failed") return [];
  const asked = { ...(input as Asked), ...(output as Asked | undefined) };
  return { operation, asked, room: `room/${asked.room ?? key.replace(/^room\//, "")}` };
}

function translate(each: RoomsOf, meetings: ReadonlyMap<string, ReadonlySet<string>>) {
  const { operation, asked, room } = each;
  const hold = asked.hold ?? operation.id;
  const booking = asked.meeting ?? operation.id;
  const elsewhere = [...(meetings.get(booking) ?? [])].filter((other) => other !== room);
  switch (operation.name) {
    case "place-hold":
      return [of(each, "place", room, { hold }), lapseOf(each, hold)];
    case "confirm-hold":
      return [of(each, "confirm", room, { hold, booking })];
    case "release-hold":
      return [of(each, "release", room, { hold })];
    case "book":
      return [of(each, "book", room, { booking })];
    case "cancel":
      return [room, ...elsewhere].map((where) => of(each, "leave", where, { booking }));
    case "move":
      return [
        of(each, "move", room, { booking }),
        ...elsewhere.map((where) => of(each, "leave", where, { booking })),
      ];
    case "close-room":
      return [...meetings]
        .filter(([, rooms]) => rooms.has(room))
        .map(([moved]): RoomOperation => unended(of(each, "leave", room, { booking: moved })));
    default:
      return [];
  }
}

/** The lease runs from some time after the request on. */
function lapseOf(each: RoomsOf, hold: string): RoomOperation {
  const { operation, asked, room } = each;
  const invokedMs = operation.invokedMs + (asked.forMs ?? 0);
  return { ...unended(of(each, "lapse", room, { hold })), invokedMs };
}

function unended({ completedMs: _, ...operation }: RoomOperation): RoomOperation {
  return { ...operation, outcome: "unknown" };
}

function of(
  { operation, asked }: RoomsOf,
  name: string,
  room: string,
  about: Partial<RoomInput>,
): RoomOperation {
  const input = { start: instantOf(asked.start), end: instantOf(asked.end), ...about };
  const subject = about.hold ?? about.booking;
  const id = `${operation.id} ${name} ${room} ${subject}`;
  return { ...operation, id, name, key: room, input, from: operation.id };
}

/** Milliseconds since the epoch, as a number or as ISO 8601 writes it. */
function instantOf(at: number | string | undefined): number {
  return typeof at === "string" ? Date.parse(at) : (at ?? Number.NaN);
}

function roomsByMeeting(asked: readonly RoomsOf[]): Map<string, Set<string>> {
  const meetings = new Map<string, Set<string>>();
  for (const { operation, asked: told, room } of asked) {
    if (!["book", "confirm-hold", "move"].includes(operation.name)) continue;
    const meeting = told.meeting ?? operation.id;
    const rooms = meetings.get(meeting);
    if (rooms) rooms.add(room);
    else meetings.set(meeting, new Set([room]));
  }
  return meetings;
}

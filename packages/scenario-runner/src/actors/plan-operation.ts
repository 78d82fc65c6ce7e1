/** From a step, as it is written, to the operation that is asked for: references and choices made. */

import type { Operation } from "@holdfast/checker";
import type { Step } from "../format/steps.ts";
import type { PlannedOperation, Slot, WantedVersion } from "../operation.ts";
import type { SeededRandom } from "../seeded-random.ts";
import { dayAfter, instantAt, type Office } from "../system/office.ts";
import type { Results } from "./results.ts";

export interface Planning {
  readonly actor: string;
  readonly office: Office;
  readonly results: Results;
  readonly random: SeededRandom;
}

type Choice<T> = T | { readonly "any-of": readonly T[] };

interface WrittenSlot {
  readonly room: Choice<string>;
  readonly at: Choice<string>;
  readonly day: Choice<number>;
  readonly minutes: Choice<number>;
}

const MINUTE_MS = 60_000;

/**
 * Undefined: the step asks for nothing of the system.
 * @throws Unresolved
 */
export function planOperation(step: Step, planning: Planning): PlannedOperation | undefined {
  return (
    planBooking(step, planning) ??
    planMeeting(step, planning) ??
    planRoom(step, planning) ??
    planReading(step, planning)
  );
}

function planBooking(step: Step, planning: Planning): PlannedOperation | undefined {
  const { book, "place-hold": place, "confirm-hold": confirm, "release-hold": release } = step;
  const { actor: organizer } = planning;
  if (book) {
    const slot = slotOf(book, planning);
    const { title, required } = book;
    return { name: "book", key: roomKey(slot), input: { ...slot, title, organizer, required } };
  }
  if (place) {
    const slot = slotOf(place, planning);
    return { name: "place-hold", key: roomKey(slot), input: { ...slot, forMs: place["for-ms"] } };
  }
  if (confirm) {
    const { title, required } = confirm;
    const slot = slotBehind(confirm.hold, planning);
    const hold = planning.results.text(confirm.hold, organizer);
    const input = { ...slot, title, organizer, required, hold };
    return { name: "confirm-hold", key: roomKey(slot), input };
  }
  if (!release) return undefined;
  const slot = slotBehind(release.hold, planning);
  const hold = planning.results.text(release.hold, organizer);
  return { name: "release-hold", key: roomKey(slot), input: { ...slot, hold } };
}

function planMeeting(step: Step, planning: Planning): PlannedOperation | undefined {
  const { move, cancel, edit, "read-meeting": read } = step;
  const reference = (move ?? cancel ?? edit ?? read)?.meeting;
  if (reference === undefined) return undefined;
  const meeting = planning.results.text(reference, planning.actor);
  const key = `meeting/${meeting}`;
  if (read) {
    return { name: "read-meeting", key, input: { meeting, ...atLeastOf(read, planning) } };
  }
  if (edit) {
    const { title, description } = edit;
    const changes = {
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
    };
    return { name: "edit", key, input: { meeting, changes, version: versionOf(edit, planning) } };
  }
  const slot = slotBehind(reference, planning);
  if (cancel) return { name: "cancel", key: roomKey(slot), input: { ...slot, meeting } };
  if (!move) return undefined;
  const changes = movedTo(move, slot, planning);
  const input = { ...slot, ...changes, meeting, changes, version: versionOf(move, planning) };
  return { name: "move", key: roomKey(input), input };
}

function planRoom(step: Step, planning: Planning): PlannedOperation | undefined {
  const { "edit-room": editRoom, "close-room": closeRoom } = step;
  if (editRoom) {
    const { room, capacity } = editRoom;
    const input = { room, capacity, version: versionOf(editRoom, planning) };
    return { name: "edit-room", key: roomKey(input), input };
  }
  if (!closeRoom) return undefined;
  const slot = slotOf(closeRoom, planning);
  return { name: "close-room", key: roomKey(slot), input: { ...slot, reason: closeRoom.reason } };
}

function planReading(step: Step, planning: Planning): PlannedOperation | undefined {
  const { "read-room": room, "read-diary": diary, "read-day": day } = step;
  const { "read-agenda": agenda, "read-free-rooms": freeRooms } = step;
  if (room) {
    const input = { room: room.room, ...atLeastOf(room, planning) };
    return { name: "read-room", key: roomKey(room), input };
  }
  if (diary) return { name: "read-diary", ...readingOfRoom(diary, planning) };
  if (day) return { name: "read-day", ...readingOfRoom(day, planning) };
  if (agenda) {
    const { person = planning.actor } = agenda;
    const input = { person, ...wholeDay(agenda.day, planning), ...atLeastOf(agenda, planning) };
    return { name: "read-agenda", key: `person/${person}`, input };
  }
  if (!freeRooms) return undefined;
  const { room: _any, ...times } = slotOf({ ...freeRooms, room: "any" }, planning);
  return {
    ...{ name: "read-free-rooms", key: "rooms" },
    input: { ...times, ...atLeastOf(freeRooms, planning) },
  };
}

function readingOfRoom(
  read: { room: Choice<string>; day: number; "at-least"?: string | undefined },
  planning: Planning,
): Pick<Extract<PlannedOperation, { name: "read-diary" }>, "key" | "input"> {
  const slot = { room: chosen(read.room, planning), ...wholeDay(read.day, planning) };
  return { key: roomKey(slot), input: { ...slot, ...atLeastOf(read, planning) } };
}

function wholeDay(day: number, { office }: Planning): Omit<Slot, "room"> {
  const start = instantAt(office, day, "00:00");
  return { start, end: dayAfter(start) };
}

function atLeastOf(
  { "at-least": reference }: { "at-least"?: string | undefined },
  { results, actor }: Planning,
): { readonly atLeast?: number } {
  return reference === undefined ? {} : { atLeast: results.number(reference, actor) };
}

function slotOf({ room, at, day, minutes }: WrittenSlot, planning: Planning): Slot {
  const start = instantAt(planning.office, chosen(day, planning), chosen(at, planning));
  const end = start + chosen(minutes, planning) * MINUTE_MS;
  return { room: chosen(room, planning), start, end };
}

/** Where a hold or a meeting was when it was last told. */
function slotBehind(reference: string, { results, actor }: Planning): Slot {
  const step = reference.replace(/\.[^.]+$/, "");
  const room = results.text(`${step}.room`, actor);
  return {
    room,
    start: results.number(`${step}.start`, actor),
    end: results.number(`${step}.end`, actor),
  };
}

/** What is not named stays as it is; a meeting that begins at another time lasts as long. */
function movedTo(
  { room, at, day, minutes }: { [F in keyof WrittenSlot]?: WrittenSlot[F] | undefined },
  now: Slot,
  planning: Planning,
): Partial<Slot> {
  const to = room === undefined ? {} : { room: chosen(room, planning) };
  if (at === undefined && day === undefined && minutes === undefined) return to;
  const { midnight } = planning.office;
  const written = new Date(now.start).toISOString().slice(11, 16);
  const dayNow = Math.floor((now.start - midnight) / (dayAfter(0) - 0));
  const start = instantAt(
    planning.office,
    day === undefined ? dayNow : chosen(day, planning),
    at === undefined ? written : chosen(at, planning),
  );
  const lengthMs =
    minutes === undefined ? now.end - now.start : chosen(minutes, planning) * MINUTE_MS;
  return { ...to, start, end: start + lengthMs };
}

function versionOf({ version }: { version: string }, { results, actor }: Planning): WantedVersion {
  if (version === "latest" || version === "any") return version;
  return results.number(version, actor);
}

function chosen<T extends string | number>(choice: Choice<T>, { random }: Planning): T {
  return typeof choice === "object" ? random.pick(choice["any-of"]) : choice;
}

function roomKey({ room }: { readonly room: string }): Operation["key"] {
  return `room/${room}`;
}

/** What the Rooms page shows, as its address says it. */

import type { Room } from "@holdfast/api";
import { DateTime } from "luxon";
import { isDate, shiftedDate } from "../time/local-time.ts";

export interface RoomsView {
  /** `2026-11-23`: the day, or one of the week. */
  readonly date: string;
  readonly over: "day" | "week";
  /** Whose midnight a day begins at. */
  readonly clock: "viewer" | "room";
  readonly filter: RoomFilter;
}

export interface RoomFilter {
  readonly name: string;
  readonly seats: number;
  readonly equipment: readonly string[];
}

/** `first`: shown unless the address names another day. */
export function readView(query: URLSearchParams, first: string): RoomsView {
  const date = query.get("day") ?? "";
  const seats = Number(query.get("seats"));
  return {
    date: isDate(date) ? date : first,
    over: query.get("over") === "week" ? "week" : "day",
    clock: query.get("zone") === "room" ? "room" : "viewer",
    filter: {
      name: query.get("name") ?? "",
      seats: Number.isInteger(seats) && seats > 0 ? seats : 0,
      equipment: (query.get("with") ?? "").split(",").filter((each) => each !== ""),
    },
  };
}

/** The day or week before or after. */
export function stepDate({ date, over }: RoomsView, steps: number): string {
  return shiftedDate(date, over === "day" ? steps : 7 * steps);
}

/** `Mon, 23 Nov 2026`, or `23–29 Nov 2026 (week 48)`. */
export function titleOf({ date, over }: RoomsView): string {
  const day = DateTime.fromISO(date, { zone: "UTC" }).setLocale("en-GB");
  if (over === "day") return day.toFormat("cccc, d LLL yyyy");
  const [first, last] = [day.startOf("week"), day.endOf("week")];
  const start = first.toFormat(first.hasSame(last, "month") ? "d" : "d LLL");
  return `${start}–${last.toFormat("d LLL yyyy")}, week ${day.weekNumber}`;
}

export function isSought({ name, capacity, equipment }: Room, sought: RoomFilter): boolean {
  const words = sought.name.toLowerCase().split(/\s+/);
  return (
    words.every((word) => name.toLowerCase().includes(word)) &&
    capacity >= sought.seats &&
    sought.equipment.every((each) => equipment.includes(each))
  );
}

/** Lanes under one ruler: with the viewer's clock that is all of them. */
export interface ZoneGroup {
  readonly zone: string;
  readonly rooms: readonly Room[];
}

export function groupByZone(
  rooms: readonly Room[],
  clock: RoomsView["clock"],
  viewerZone: string,
): ZoneGroup[] {
  if (clock === "viewer") return rooms.length > 0 ? [{ zone: viewerZone, rooms }] : [];
  const zones = [...new Set(rooms.map(({ zone }) => zone))];
  return zones.map((zone) => ({ zone, rooms: rooms.filter((room) => room.zone === zone) }));
}

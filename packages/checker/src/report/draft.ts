/** A mark before it has its place: it says whose track it wants, and what it must not cover. */

import type { Mark } from "./page/drawing.ts";

export interface Draft extends Omit<Mark, "id" | "track" | "row" | "main"> {
  readonly on: TrackName;
  /** False: it repeats, in another track, what a first one shows. */
  readonly main?: boolean;
}

export interface TrackName {
  readonly group: TrackGroup;
  readonly name: string;
}

/** From top to bottom. */
export const TRACK_GROUPS = [
  "Run",
  "Clients",
  "Agents",
  "Store",
  "Held and booked",
  "Watchers",
  "Mails",
  "Views",
] as const;

export type TrackGroup = (typeof TRACK_GROUPS)[number];

/** The track in which the store's commits stand in their order. */
export const STORE_TRACK: TrackName = { group: "Store", name: "commits" };

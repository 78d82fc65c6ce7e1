/**
 * Gives each mark its place: tracks in the order of their groups, and as many rows in a track as it takes
 * for no bar to cover another.
 */

import { type Draft, TRACK_GROUPS, type TrackGroup, type TrackName } from "./draft.ts";
import { groupBy } from "./group-by.ts";
import type { Mark, Track } from "./page/drawing.ts";
import { plainText } from "./plain-text.ts";

/** A track that would need more shows bookings, which last, only where they begin. */
const ROWS_MAX = 5;
/** It has the most tracks: in it those come first that a witness is about. */
const CROWDED: TrackGroup = "Held and booked";
/** `ada/2` before `ada/10`. */
const BY_NAME = new Intl.Collator("en", { numeric: true });

export interface Arranged {
  readonly tracks: readonly Track[];
  readonly marks: readonly Mark[];
}

/** @param shows which lines of the history a witness is made of */
export function arrange(drafts: readonly Draft[], shows: ReadonlySet<number>): Arranged {
  const byTrack = groupBy(drafts, ({ on }) => nameOf(on));
  const matters = (track: readonly Draft[]) =>
    track.some(({ lines }) => lines.some((line) => shows.has(line))) ? 0 : 1;
  const inOrder = [...byTrack.values()].sort((a, b) => {
    const [one, two] = [a[0]!.on, b[0]!.on];
    const inGroup = one.group === CROWDED ? matters(a) - matters(b) : 0;
    return compareGroups(one, two) || inGroup || BY_NAME.compare(one.name, two.name);
  });
  const tracks: Track[] = [];
  const marks: Mark[] = [];
  for (const ofTrack of inOrder) {
    const { group, name } = ofTrack[0]!.on;
    const { rows, placed } = placeInTrack(ofTrack);
    for (const { draft, row } of placed) {
      const { on: _place, main = true, ...mark } = draft;
      marks.push({ ...mark, main, id: `m${marks.length + 1}`, track: tracks.length, row });
    }
    tracks.push({ name: plainText(name), group, rows });
  }
  return { tracks, marks };
}

interface Placed {
  readonly draft: Draft;
  readonly row: number;
}

function placeInTrack(drafts: readonly Draft[]): { rows: number; placed: Placed[] } {
  const inOrder = [...drafts].sort((a, b) => a.fromMs - b.fromMs);
  const bars = inOrder.filter(({ shape }) => shape === "bar");
  const { rows: barRows, placed } = packRows(bars) ?? packShort(bars);
  const small = inOrder.filter(({ shape }) => shape === "tick" || shape === "point");
  const bands = inOrder.filter(({ shape }) => shape === "band");
  return {
    rows: Math.max(1, barRows + (small.length > 0 ? 1 : 0)),
    placed: [
      ...bands.map((draft) => ({ draft, row: 0 })),
      ...placed,
      ...small.map((draft) => ({ draft, row: barRows })),
    ],
  };
}

interface Packed {
  readonly rows: number;
  readonly placed: readonly Placed[];
}

/** Each on the first row on which nothing is in its way. Undefined: there are too few rows. */
function packRows(bars: readonly Draft[]): Packed | undefined {
  const until: number[] = [];
  const placed: Placed[] = [];
  for (const draft of bars) {
    const free = until.findIndex((ms) => ms <= draft.fromMs);
    const row = free === -1 ? until.length : free;
    if (row === ROWS_MAX) return undefined;
    until[row] = draft.toMs;
    placed.push({ draft, row });
  }
  return { rows: until.length, placed };
}

/** Where even that is not enough, what is left shares the last row. */
function packShort(bars: readonly Draft[]): Packed {
  const short = bars.map((draft) =>
    draft.look === "booked" ? { ...draft, toMs: draft.fromMs } : draft,
  );
  const packed = packRows(short);
  if (packed) return packed;
  const until = new Array<number>(ROWS_MAX).fill(Number.NEGATIVE_INFINITY);
  const placed = short.map((draft) => {
    const free = until.findIndex((ms) => ms <= draft.fromMs);
    const row = free === -1 ? ROWS_MAX - 1 : free;
    until[row] = Math.max(until[row]!, draft.toMs);
    return { draft, row };
  });
  return { rows: ROWS_MAX, placed };
}

function compareGroups(a: TrackName, b: TrackName): number {
  return TRACK_GROUPS.indexOf(a.group) - TRACK_GROUPS.indexOf(b.group);
}

function nameOf({ group, name }: TrackName): string {
  return JSON.stringify([group, name]);
}

/** Where everything is, in pixels: tracks below each other, a heading above each group. */

import type { Drawing, TimeSpan, Track } from "./drawing.ts";

export const ROW_PX = 20;
export const AXIS_PX = 30;
const TRACK_GAP_PX = 8;
const HEADING_PX = 24;
const NARROW_PX = 700;
const RIGHT_PX = 14;

export interface PlacedTrack {
  readonly track: Track;
  readonly index: number;
  readonly y: number;
  readonly height: number;
}

export interface Heading {
  readonly text: string;
  readonly y: number;
}

export interface Layout {
  readonly tracks: readonly PlacedTrack[];
  readonly headings: readonly Heading[];
  readonly width: number;
  readonly height: number;
  /** Where names end and time begins. */
  readonly left: number;
  readonly right: number;
}

/** @param indexes which tracks; all of them when absent */
export function layOut(
  { tracks }: Drawing,
  width: number,
  indexes: readonly number[] = tracks.map((_, index) => index),
): Layout {
  const placed: PlacedTrack[] = [];
  const headings: Heading[] = [];
  let y = 0;
  let group = "";
  for (const index of indexes) {
    const track = tracks[index]!;
    if (track.group !== group) {
      headings.push({ text: track.group, y });
      y += HEADING_PX;
      group = track.group;
    }
    const height = trackHeight(track);
    placed.push({ track, index, y, height });
    y += height;
  }
  const left = width < NARROW_PX ? 92 : 168;
  return { tracks: placed, headings, width, height: y, left, right: width - RIGHT_PX };
}

/** Tracks that fit on a sheet of paper together. */
export function sheetsOf({ tracks }: Drawing, heightMax: number): number[][] {
  const sheets: number[][] = [];
  let left = 0;
  tracks.forEach((track, index) => {
    const height = trackHeight(track) + (track.group === tracks[index - 1]?.group ? 0 : HEADING_PX);
    if (height > left) {
      sheets.push([]);
      left = heightMax;
    }
    left -= height;
    sheets.at(-1)?.push(index);
  });
  return sheets;
}

function trackHeight({ rows }: Track): number {
  return rows * ROW_PX + TRACK_GAP_PX;
}

export function pixelsPerMs({ left, right }: Layout, { fromMs, toMs }: TimeSpan): number {
  return (right - left) / (toMs - fromMs);
}

export function xOf(layout: Layout, view: TimeSpan, ms: number): number {
  return layout.left + (ms - view.fromMs) * pixelsPerMs(layout, view);
}

export function msAt(layout: Layout, view: TimeSpan, x: number): number {
  return view.fromMs + (x - layout.left) / pixelsPerMs(layout, view);
}

export function rowY({ y }: PlacedTrack, row: number): number {
  return y + TRACK_GAP_PX / 2 + row * ROW_PX;
}

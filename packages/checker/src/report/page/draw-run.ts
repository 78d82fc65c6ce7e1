/** The drawing as it is at one moment: the tracks that can be seen, and of each what is in view. */

import { momentText, ticksOf, timeText } from "./axis.ts";
import { clustersOf } from "./clusters.ts";
import { drawCluster, drawMark, type StepOf } from "./draw-mark.ts";
import type { Drawing, Mark, TimeSpan } from "./drawing.ts";
import { AXIS_PX, type Layout, type PlacedTrack, pixelsPerMs, xOf } from "./layout.ts";
import { svg, svgText } from "./svg.ts";
import { overlaps } from "./time-window.ts";

export interface Shown {
  readonly layout: Layout;
  readonly view: TimeSpan;
  /** From which pixel to which, of the drawing's own. */
  readonly top: number;
  readonly bottom: number;
  readonly stepOf: StepOf;
  /** Drawn by itself, however small it is. */
  readonly apart: (mark: Mark) => boolean;
}

const NAME_CHARACTER_PX = 7.2;
const TICK_PX = 110;

/** The marks of each track, in the order in which they begin. */
export function marksByTrack({ tracks, marks }: Drawing): readonly (readonly Mark[])[] {
  const byTrack: Mark[][] = tracks.map(() => []);
  for (const mark of marks) byTrack[mark.track]?.push(mark);
  for (const ofTrack of byTrack) ofTrack.sort((a, b) => a.fromMs - b.fromMs);
  return byTrack;
}

export function drawRun(byTrack: readonly (readonly Mark[])[], shown: Shown): Node[] {
  const { layout, view, top, bottom } = shown;
  const seen = layout.tracks.filter(({ y, height }) => y + height >= top && y <= bottom);
  const headings = layout.headings
    .filter(({ y }) => y + AXIS_PX >= top && y <= bottom)
    .map(({ text, y }) => svgText(text, { class: "heading", x: 0, y: y + 17 }));
  const lines = ticksOf(view, ticksIn(layout)).map((ms) => {
    const x = xOf(layout, view, ms);
    return svg("line", { class: "grid", x1: x, x2: x, y1: 0, y2: layout.height });
  });
  const tracks = seen.map((track) => drawTrack(track, byTrack[track.index] ?? [], shown));
  return [...lines, ...headings, ...tracks];
}

export function drawAxis(layout: Layout, view: TimeSpan): Node[] {
  const ticks = ticksOf(view, ticksIn(layout));
  const stepMs = ticks.length > 1 ? ticks[1]! - ticks[0]! : view.toMs - view.fromMs;
  const middle = { "text-anchor": "middle", y: 18 };
  const line = { x1: layout.left, x2: layout.right, y1: AXIS_PX - 1, y2: AXIS_PX - 1 };
  const from = svgText(`from ${momentText(view.fromMs)}`, { class: "axis-text", x: 0, y: 18 });
  return [
    svg("line", { class: "axis", ...line }),
    ...(layout.left > 100 ? [from] : []),
    ...ticks.map((ms) => {
      const x = xOf(layout, view, ms);
      return svgText(timeText(ms, stepMs), { class: "axis-text", x, ...middle });
    }),
  ];
}

function drawTrack(track: PlacedTrack, marks: readonly Mark[], shown: Shown): SVGElement {
  const { layout, view, stepOf, apart } = shown;
  const { y, height } = track;
  const place = { layout, view, track };
  const inView = marks.filter((mark) => overlaps(mark, view));
  const scale = pixelsPerMs(layout, view);
  const bands = inView.filter(({ shape }) => shape === "band");
  const rows = Array.from({ length: track.track.rows }, (_, row) =>
    inView.filter((mark) => mark.row === row && mark.shape !== "band"),
  );
  const clusters = rows.flatMap((row) => clustersOf(row, scale, apart));
  // What the witness shows is drawn last, over everything else.
  const ordered = clusters.sort((a, b) => order(a.marks[0]!, stepOf) - order(b.marks[0]!, stepOf));
  return svg(
    "g",
    { class: "track", "data-track": track.index },
    svg("rect", { class: "track-paper", x: 0, y, width: layout.width, height: height - 1 }),
    trackName(track, layout.left),
    ...bands.map((band) => drawMark(band, place, stepOf(band))),
    ...ordered.map((cluster) => drawCluster(cluster, place, stepOf)),
  );
}

function order(mark: Mark, stepOf: StepOf): number {
  return stepOf(mark) === undefined ? 0 : 1;
}

/** Cut in the middle: what tells two of them apart is often at the end. */
function trackName({ track, y, height }: PlacedTrack, left: number): SVGElement {
  const room = Math.floor((left - 12) / NAME_CHARACTER_PX);
  const { name } = track;
  const half = (room - 1) / 2;
  const short =
    name.length <= room
      ? name
      : `${name.slice(0, Math.ceil(half))}…${name.slice(-Math.floor(half))}`;
  const text = svgText(short, { class: "track-name", x: 0, y: y + Math.min(height, 28) / 2 + 4 });
  const whole = svg("title");
  whole.textContent = name;
  text.append(whole);
  return text;
}

function ticksIn({ left, right }: Layout): number {
  return Math.max(2, Math.floor((right - left) / TICK_PX));
}

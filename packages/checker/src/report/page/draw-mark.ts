/**
 * One mark: its shape says what kind of thing it is, its colour and its sign how it ended. The sign and
 * the pattern say the same as the colour, for whoever sees no colours or prints without them.
 */

import type { Cluster } from "./clusters.ts";
import type { Look, Mark, TimeSpan } from "./drawing.ts";
import { type Layout, type PlacedTrack, ROW_PX, rowY, xOf } from "./layout.ts";
import { svg, svgText } from "./svg.ts";

export interface Place {
  readonly layout: Layout;
  readonly view: TimeSpan;
  readonly track: PlacedTrack;
}

/** A number in the witness, if the mark is part of it. */
export type StepOf = (mark: Mark) => number | undefined;

const BAR_PX = ROW_PX - 4;
const LEAST_PX = 3;
const CHARACTER_PX = 7;
const BOLD_PX = 7.6;
const STEP_PX = 8;
const TICK_PX = 2.5;
/** There is no room for a sign. */
const SMALL_PX = 15;
const SMALL = svg("rect", { tabindex: -1, role: "img", height: BAR_PX, rx: 1.5 });
/** The looks that have a pattern. */
const PATTERNED: readonly Look[] = ["refused", "failed", "lapsed"];

const SIGNS: Partial<Record<Look, string>> = {
  ...{ ok: "✓", refused: "✗", failed: "!", unknown: "?" },
  ...{ lapsed: "⊘", booked: "■", held: "◷", fault: "⚡" },
};

export function drawCluster(cluster: Cluster, place: Place, stepOf: StepOf): SVGElement {
  const [first] = cluster.marks;
  if (cluster.marks.length === 1) return drawMark(first!, place, stepOf(first!));
  const { x, width } = extentOf(cluster, place);
  const y = rowY(place.track, first!.row) + 2;
  const count = String(cluster.marks.length);
  const group = markGroup(first!, `${cluster.marks.length} marks close together. Enter: closer.`);
  group.setAttribute("class", `mark cluster ${cluster.look}`);
  group.setAttribute("role", "button");
  group.dataset.marks = cluster.marks.map(({ id }) => id).join(" ");
  group.append(svg("rect", { class: "shape", x, y, width, height: BAR_PX, rx: 2 }));
  if (width > count.length * CHARACTER_PX + 4) {
    group.append(
      svgText(count, { class: "label", x: x + width / 2, y: y + 12, "text-anchor": "middle" }),
    );
  }
  return group;
}

/** One element where one will do: there may be thousands of them. */
export function drawMark(mark: Mark, place: Place, step?: number): SVGElement {
  const { width } = extentOf(mark, place);
  const isSmall = mark.shape === "tick" || (mark.shape === "bar" && width < SMALL_PX);
  if (isSmall && step === undefined) return drawSmall(mark, place);
  const group = markGroup(mark, mark.words);
  const inWitness = step === undefined ? "" : " witness";
  group.setAttribute("class", `mark ${mark.shape} ${mark.look}${inWitness}`);
  group.append(...shapesOf(mark, place));
  if (step !== undefined) group.append(...stepNumber(step, mark, place));
  return group;
}

function drawSmall(mark: Mark, place: Place): SVGElement {
  const { x, width } = extentOf(mark, place);
  const isTick = mark.shape === "tick";
  const rect = SMALL.cloneNode() as SVGElement;
  rect.setAttribute("class", `mark ${mark.shape} ${mark.look} shape`);
  rect.setAttribute("aria-label", mark.words);
  rect.setAttribute("data-mark", mark.id);
  rect.setAttribute("x", (isTick ? x - TICK_PX / 2 : x).toFixed(1));
  rect.setAttribute("y", String(rowY(place.track, mark.row) + 2));
  rect.setAttribute("width", isTick ? String(TICK_PX) : width.toFixed(1));
  return rect;
}

function markGroup(mark: Mark, words: string): SVGElement {
  return svg("g", {
    ...{ tabindex: -1, role: "img", "aria-label": words, "data-mark": mark.id },
  });
}

function shapesOf(mark: Mark, place: Place): Node[] {
  switch (mark.shape) {
    case "bar":
      return barOf(mark, place);
    case "band":
      return bandOf(mark, place);
    case "tick":
      return tickOf(mark, place);
    case "point":
      return pointOf(mark, place);
  }
}

function barOf(mark: Mark, place: Place): Node[] {
  const { x, width } = extentOf(mark, place);
  const y = rowY(place.track, mark.row) + 2;
  const fades = mark.open === true && mark.look === "unknown" ? " fades" : "";
  const turnsX = mark.turnsMs === undefined ? undefined : xWithin(mark.turnsMs, mark, place);
  const shapes: Node[] = [
    svg("rect", { class: `shape${fades}`, x, y, width, height: BAR_PX, rx: 3 }),
  ];
  if (PATTERNED.includes(mark.look)) {
    shapes.push(svg("rect", { class: "pattern", x, y, width, height: BAR_PX, rx: 3 }));
  }
  if (turnsX !== undefined) {
    shapes.push(svg("line", { class: "turn", x1: turnsX, x2: turnsX, y1: y, y2: y + BAR_PX }));
  }
  const label = labelFor(mark, width);
  if (label !== "") shapes.push(svgText(label, { class: "label", x: x + 5, y: y + 12 }));
  return shapes;
}

function bandOf(mark: Mark, place: Place): Node[] {
  const { x, width } = extentOf(mark, place);
  const { y, height } = place.track;
  const turnsX = xWithin(mark.turnsMs ?? mark.fromMs, mark, place);
  const struck = Math.max(LEAST_PX, x + width - turnsX);
  const size = { y: y + 1, height: height - 2 };
  const shapes: Node[] = [
    svg("rect", { class: "announced", x, width: Math.max(LEAST_PX, width), ...size }),
    svg("rect", { class: "shape", x: turnsX, width: struck, ...size }),
    svg("rect", { class: "pattern", x: turnsX, width: struck, ...size }),
  ];
  const label = labelFor(mark, width, BOLD_PX);
  if (label !== "") {
    const length = label.length * BOLD_PX;
    const line = y + height / 2;
    shapes.push(
      svg("rect", { class: "paper", x: x + 4, y: line - 8, width: length, height: 16, rx: 3 }),
      svgText(label, { class: "label", x: x + 7, y: line + 4 }),
    );
  }
  return shapes;
}

function tickOf(mark: Mark, place: Place): Node[] {
  const x = xOf(place.layout, place.view, mark.fromMs);
  const y = rowY(place.track, mark.row) + 2;
  const width = TICK_PX;
  return [svg("rect", { class: "shape", x: x - width / 2, y, width, height: BAR_PX })];
}

/** A diamond, an envelope, a triangle: by its look. */
function pointOf({ look, fromMs, row }: Mark, place: Place): Node[] {
  const x = xOf(place.layout, place.view, fromMs);
  const y = rowY(place.track, row) + ROW_PX / 2;
  if (look === "mail") {
    const box = `M${x - 7},${y - 5}h14v10h-14z`;
    return [
      svg("path", { class: "shape", d: box }),
      svg("path", { class: "fold", d: `M${x - 7},${y - 5}l7,6l7,-6` }),
    ];
  }
  const triangle = `M${x - 5},${y - 5}L${x + 5},${y}L${x - 5},${y + 5}z`;
  const diamond = `M${x},${y - 7}L${x + 7},${y}L${x},${y + 7}L${x - 7},${y}z`;
  return [svg("path", { class: "shape", d: look === "seen" ? triangle : diamond })];
}

function stepNumber(step: number, mark: Mark, place: Place): Node[] {
  const { x } = extentOf(mark, place);
  const cx = Math.max(place.layout.left, x - STEP_PX);
  const cy = mark.shape === "band" ? place.track.y + 4 : rowY(place.track, mark.row) + 2;
  return [
    svg("circle", { class: "step", cx, cy, r: STEP_PX }),
    svgText(String(step), { class: "step-number", x: cx, y: cy + 3.5, "text-anchor": "middle" }),
  ];
}

/** What of it is in view. */
function extentOf(span: TimeSpan, { layout, view }: Place): { x: number; width: number } {
  const from = xOf(layout, view, Math.max(view.fromMs, span.fromMs));
  const to = xOf(layout, view, Math.min(view.toMs, span.toMs));
  return { x: from, width: Math.max(LEAST_PX, to - from) };
}

function xWithin(ms: number, span: TimeSpan, place: Place): number {
  const { x, width } = extentOf(span, place);
  return Math.min(x + width, Math.max(x, xOf(place.layout, place.view, ms)));
}

/** The sign at least, if there is room for it. */
function labelFor({ look, label }: Mark, width: number, characterPx = CHARACTER_PX): string {
  const room = Math.floor((width - 8) / characterPx);
  const sign = SIGNS[look] ?? "";
  const whole = sign === "" ? label : `${sign} ${label}`;
  if (whole.length <= room) return whole;
  if (room >= 6) return `${whole.slice(0, room - 1)}…`;
  return room >= 1 ? sign : "";
}

/**
 * What is in view, which witness is highlighted, and which mark has the focus; and the drawing of it,
 * drawn again whenever one of them changes, at most once for each frame of the screen.
 */

import { drawAxis, drawRun, marksByTrack } from "./draw-run.ts";
import type { Drawing, Fact, Mark, TimeSpan } from "./drawing.ts";
import { AXIS_PX, type Layout, layOut, msAt } from "./layout.ts";
import { byId } from "./svg.ts";
import { clampSpan, overlaps, panned, zoomed } from "./time-window.ts";
import { spanOfWitness, stepsOf } from "./witness.ts";

const LEAST_WIDTH_PX = 260;
/** Tracks just beyond the screen are drawn, too. */
const BEYOND_PX = 60;

export class RunView {
  readonly drawing: Drawing;
  readonly frame = byId("frame");
  readonly #axis = byId<SVGElement>("axis");
  readonly #tracks = byId<SVGElement>("tracks");
  readonly #whole: TimeSpan;
  readonly #marks: ReadonlyMap<string, Mark>;
  readonly #mainOfLine: ReadonlyMap<number, Mark>;
  readonly #byTrack: readonly (readonly Mark[])[];
  #layout: Layout;
  #view: TimeSpan;
  #steps: ReadonlyMap<string, number> = new Map();
  #witness = -1;
  #focused: string | undefined;
  #due = false;

  constructor(drawing: Drawing) {
    this.drawing = drawing;
    this.#whole = { fromMs: 0, toMs: drawing.endMs };
    this.#marks = new Map(drawing.marks.map((mark) => [mark.id, mark]));
    const main = drawing.marks.filter((mark) => mark.main);
    this.#mainOfLine = new Map(main.flatMap((mark) => mark.lines.map((line) => [line, mark])));
    this.#byTrack = marksByTrack(drawing);
    this.#view = clampSpan(drawing.play, this.#whole);
    this.#layout = this.#layOut();
    if (drawing.witnesses.length > 0) this.highlight(0);
    addEventListener("resize", () => {
      this.#layout = this.#layOut();
      this.drawSoon();
    });
    addEventListener("scroll", () => this.drawSoon(), { passive: true });
    this.#draw();
  }

  get layout(): Layout {
    return this.#layout;
  }

  get view(): TimeSpan {
    return this.#view;
  }

  /** Which witness; -1: none. */
  get highlighted(): number {
    return this.#witness;
  }

  mark(id: string | undefined): Mark | undefined {
    return id === undefined ? undefined : this.#marks.get(id);
  }

  /** A mark that repeats another one knows them from there. */
  factsOf({ facts, lines }: Mark): readonly Fact[] {
    if (facts.length > 0) return facts;
    return this.#mainOfLine.get(lines[0] ?? 0)?.facts ?? [];
  }

  ofTrack(track: number): readonly Mark[] {
    return this.#byTrack[track] ?? [];
  }

  show(span: TimeSpan): void {
    this.#view = clampSpan(span, this.#whole);
    this.drawSoon();
  }

  /** @param around where on the page; the middle when absent */
  zoom(factor: number, around?: number): void {
    const { fromMs, toMs } = this.#view;
    this.show(zoomed(this.#view, factor, around ?? (fromMs + toMs) / 2));
  }

  /** By a part of what is in view. */
  pan(part: number): void {
    this.show(panned(this.#view, part * (this.#view.toMs - this.#view.fromMs)));
  }

  showAll(): void {
    this.show(this.#whole);
  }

  showPlay(): void {
    this.show(this.drawing.play);
  }

  /** The one that is highlighted; if all of it is in view already, the next. */
  showWitness(): void {
    if (this.drawing.witnesses.length === 0) return;
    const shown = spanOfWitness(this.drawing, this.#witness);
    const isShown = shown.fromMs === this.#view.fromMs && shown.toMs === this.#view.toMs;
    if (isShown) this.highlight((this.#witness + 1) % this.drawing.witnesses.length);
    this.show(spanOfWitness(this.drawing, this.#witness));
    const first = this.drawing.witnesses[this.#witness]?.steps.flat()[0];
    if (first !== undefined) this.#scrollTo(this.mark(first)!);
  }

  highlight(witness: number): void {
    this.#witness = witness;
    this.#steps = stepsOf(this.drawing, witness);
    this.drawSoon();
  }

  stepOf(mark: Mark): number | undefined {
    return this.#steps.get(mark.id);
  }

  /** Brings the mark into view, and gives it the focus. */
  focusMark(mark: Mark): void {
    this.#focused = mark.id;
    if (!overlaps(mark, this.#view)) {
      const { fromMs, toMs } = this.#view;
      this.#view = clampSpan(panned(this.#view, mark.fromMs - (fromMs + toMs) / 2), this.#whole);
    }
    this.#scrollTo(mark);
    this.#draw();
    this.#elementOf(mark.id)?.focus({ preventScroll: true });
  }

  /** Nobody looks at a single mark any more. */
  leaveMark(): void {
    this.#focused = undefined;
  }

  timeAt(clientX: number): number {
    return msAt(this.#layout, this.#view, clientX - this.frame.getBoundingClientRect().left);
  }

  drawSoon(): void {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    this.#due = false;
    const layout = this.#layout;
    const hadFocus = this.#tracks.contains(document.activeElement);
    this.#axis.replaceChildren(...drawAxis(layout, this.#view));
    const { top } = this.#tracks.getBoundingClientRect();
    const shown = { layout, view: this.#view, stepOf: (mark: Mark) => this.stepOf(mark) };
    const seen = { top: -top - BEYOND_PX, bottom: innerHeight - top + BEYOND_PX };
    const apart = (mark: Mark) => mark.id === this.#focused || this.stepOf(mark) !== undefined;
    this.#tracks.replaceChildren(...drawRun(this.#byTrack, { ...shown, ...seen, apart }));
    if (!hadFocus) return;
    const again = this.#focused === undefined ? undefined : this.#elementOf(this.#focused);
    (again ?? this.frame).focus({ preventScroll: true });
  }

  #elementOf(id: string): SVGElement | undefined {
    return this.#tracks.querySelector<SVGElement>(`[data-mark="${id}"]`) ?? undefined;
  }

  #scrollTo(mark: Mark): void {
    const track = this.#layout.tracks[mark.track];
    if (!track) return;
    const y = this.#tracks.getBoundingClientRect().top + track.y;
    if (y >= AXIS_PX && y + track.height <= innerHeight) return;
    scrollBy({ top: y - innerHeight / 3, behavior: "instant" });
  }

  #layOut(): Layout {
    const width = Math.max(LEAST_WIDTH_PX, this.frame.clientWidth);
    const layout = layOut(this.drawing, width);
    this.#axis.setAttribute("height", String(AXIS_PX));
    this.#tracks.setAttribute("height", String(layout.height));
    for (const each of [this.#axis, this.#tracks]) each.setAttribute("width", String(width));
    return layout;
  }
}

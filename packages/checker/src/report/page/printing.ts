/**
 * On paper: the whole run, tracks on as many sheets as it takes; and closer, what a witness shows, with
 * the faults of that time.
 */

import { drawAxis, drawRun, marksByTrack } from "./draw-run.ts";
import type { Mark, TimeSpan } from "./drawing.ts";
import { AXIS_PX, layOut, sheetsOf } from "./layout.ts";
import type { RunView } from "./run-view.ts";
import { byId, html, svg } from "./svg.ts";
import { overlaps } from "./time-window.ts";
import { spanOfWitness, stepsOf } from "./witness.ts";

interface Sheet {
  readonly title: string;
  readonly span: TimeSpan;
  readonly witness: number;
  readonly tracks: readonly number[];
}

const SHEET_WIDTH_PX = 1_000;
const SHEET_HEIGHT_PX = 560;

export function listenToPrinting(view: RunView): void {
  const printed = byId("printed");
  const closed = document.querySelectorAll<HTMLDetailsElement>("section details:not([open])");
  const open = (isOpen: boolean) => {
    for (const details of closed) details.open = isOpen;
  };
  addEventListener("beforeprint", () => {
    open(true);
    printed.replaceChildren(...sheetsFor(view).map((sheet) => drawSheet(view, sheet)));
  });
  addEventListener("afterprint", () => {
    open(false);
    printed.replaceChildren();
  });
}

function sheetsFor(view: RunView): Sheet[] {
  const { drawing } = view;
  const whole = { fromMs: 0, toMs: drawing.endMs };
  const wholeRun = sheetsOf(drawing, SHEET_HEIGHT_PX).map((tracks, index): Sheet => {
    const title = index === 0 ? "The whole run" : `The whole run (${index + 1})`;
    return { title, span: whole, witness: view.highlighted, tracks };
  });
  const closer = drawing.witnesses.map(({ check }, witness): Sheet => {
    const span = spanOfWitness(drawing, witness);
    const tracks = tracksOfWitness(view, witness, span);
    return { title: `${check}: the witness, closer`, span, witness, tracks };
  });
  return [...wholeRun, ...closer];
}

function tracksOfWitness({ drawing }: RunView, witness: number, span: TimeSpan): number[] {
  const ids = new Set(drawing.witnesses[witness]?.steps.flat());
  const shown = drawing.marks.filter(
    (mark) => ids.has(mark.id) || (mark.shape === "band" && overlaps(mark, span)),
  );
  return [...new Set(shown.map(({ track }) => track))].sort((a, b) => a - b);
}

function drawSheet({ drawing }: RunView, { title, span, witness, tracks }: Sheet): HTMLElement {
  const layout = layOut(drawing, SHEET_WIDTH_PX, tracks);
  const steps = stepsOf(drawing, witness);
  const stepOf = (mark: Mark) => steps.get(mark.id);
  const apart = (mark: Mark) => steps.has(mark.id);
  const shown = { layout, view: span, top: 0, bottom: layout.height, stepOf, apart };
  const drawn = svg("g", { transform: `translate(0 ${AXIS_PX})` });
  drawn.append(...drawRun(marksByTrack(drawing), shown));
  const box = `0 0 ${SHEET_WIDTH_PX} ${layout.height + AXIS_PX}`;
  const sheet = svg("svg", { class: "sheet", viewBox: box }, ...drawAxis(layout, span), drawn);
  return html("figure", {}, html("h3", {}, title), sheet);
}

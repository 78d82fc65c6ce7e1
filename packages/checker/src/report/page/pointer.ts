/** The drawing by mouse or finger: drag to move, wheel to zoom, and where the pointer is in time. */

import { momentText, wallText } from "./axis.ts";
import type { RunView } from "./run-view.ts";
import { byId } from "./svg.ts";
import { panned, spanAround } from "./time-window.ts";

const WHEEL_STEP = 0.0015;
const DRAG_PX_MIN = 4;

export function listenToPointer(view: RunView): void {
  listenToWheel(view);
  listenToDrag(view);
  const readout = byId("cursor");
  view.frame.addEventListener("pointermove", ({ clientX }) => {
    const ms = view.timeAt(clientX);
    const inside = ms >= view.view.fromMs && ms <= view.view.toMs;
    readout.textContent = inside
      ? `${momentText(ms)} · ${wallText(view.drawing.startedAt, ms)}`
      : "";
  });
  view.frame.addEventListener("pointerleave", () => {
    readout.textContent = "";
  });
}

/** A wheel that only scrolls the page must not be caught: it zooms with Ctrl, or in a drawing in use. */
function listenToWheel(view: RunView): void {
  const onWheel = (event: WheelEvent) => {
    const { deltaX, deltaY, shiftKey, ctrlKey, metaKey } = event;
    const inUse = view.frame.contains(document.activeElement);
    const sideways = Math.abs(deltaX) > Math.abs(deltaY) ? deltaX : shiftKey ? deltaY : 0;
    if (sideways !== 0) view.pan(sideways / view.layout.width);
    else if (ctrlKey || metaKey || inUse) {
      view.zoom(Math.exp(deltaY * WHEEL_STEP), view.timeAt(event.clientX));
    } else return;
    event.preventDefault();
  };
  view.frame.addEventListener("wheel", onWheel, { passive: false });
}

function listenToDrag(view: RunView): void {
  let last: number | undefined;
  let moved = 0;
  view.frame.addEventListener("pointerdown", ({ clientX, button }) => {
    last = button === 0 ? clientX : undefined;
    moved = 0;
  });
  view.frame.addEventListener("pointermove", ({ clientX, pointerId }) => {
    if (last === undefined) return;
    moved += Math.abs(clientX - last);
    if (moved < DRAG_PX_MIN) return;
    view.frame.setPointerCapture(pointerId);
    view.show(panned(view.view, view.timeAt(last) - view.timeAt(clientX)));
    last = clientX;
  });
  const end = () => {
    last = undefined;
  };
  view.frame.addEventListener("pointerup", end);
  view.frame.addEventListener("pointercancel", end);
  view.frame.addEventListener("click", ({ target }) => {
    if (moved < DRAG_PX_MIN && target instanceof Element) chooseMark(view, target);
  });
}

/** Of several close together, closer; of one, the focus. */
function chooseMark(view: RunView, target: Element): void {
  const element = target.closest<SVGElement>("[data-mark]");
  const mark = view.mark(element?.dataset.mark);
  const several = element?.dataset.marks?.split(" ").flatMap((id) => view.mark(id) ?? []);
  if (!mark) view.frame.focus({ preventScroll: true });
  else if (several) view.show(spanAround(several));
  else view.focusMark(mark);
}

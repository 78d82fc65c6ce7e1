/**
 * The drawing by keyboard. With the focus on the whole of it, the arrows move the view; Enter goes to
 * its marks, among which the arrows then lead; Escape comes back.
 */

import type { Mark } from "./drawing.ts";
import type { RunView } from "./run-view.ts";
import { overlaps } from "./time-window.ts";

const PAN_PART = 0.2;
const ZOOM = 0.6;
const SCROLL_PX = 80;

export function listenToKeys(view: RunView): void {
  const anywhere = anywhereKeys(view);
  view.frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const mark = focusedMark(view);
    const keys = { ...anywhere, ...(mark ? markKeys(view, mark) : frameKeys(view)) };
    const act = keys[event.shiftKey && !(event.key in anywhere) ? `Shift+${event.key}` : event.key];
    if (!act) return;
    act();
    event.preventDefault();
  });
}

type Keys = Readonly<Record<string, () => void>>;

function anywhereKeys(view: RunView): Keys {
  return {
    "+": () => view.zoom(ZOOM),
    "=": () => view.zoom(ZOOM),
    "-": () => view.zoom(1 / ZOOM),
    "0": () => view.showAll(),
    p: () => view.showPlay(),
    w: () => view.showWitness(),
    "Shift+ArrowLeft": () => view.pan(-PAN_PART),
    "Shift+ArrowRight": () => view.pan(PAN_PART),
  };
}

function frameKeys(view: RunView): Keys {
  return {
    ArrowLeft: () => view.pan(-PAN_PART),
    ArrowRight: () => view.pan(PAN_PART),
    ArrowUp: () => scrollBy({ top: -SCROLL_PX, behavior: "instant" }),
    ArrowDown: () => scrollBy({ top: SCROLL_PX, behavior: "instant" }),
    Enter: () => {
      const first = firstInView(view);
      if (first) view.focusMark(first);
    },
  };
}

function markKeys(view: RunView, mark: Mark): Keys {
  const go = (to: Mark | undefined) => {
    if (to) view.focusMark(to);
  };
  return {
    ArrowLeft: () => go(besides(view, mark, -1)),
    ArrowRight: () => go(besides(view, mark, 1)),
    ArrowUp: () => go(inNextTrack(view, mark, -1)),
    ArrowDown: () => go(inNextTrack(view, mark, 1)),
    Enter: () => view.show(closer(view, mark)),
    Escape: () => {
      view.leaveMark();
      view.frame.focus({ preventScroll: true });
    },
  };
}

export function focusedMark(view: RunView): Mark | undefined {
  const { activeElement } = document;
  return activeElement instanceof SVGElement ? view.mark(activeElement.dataset.mark) : undefined;
}

function closer({ view }: RunView, { fromMs, toMs }: Mark) {
  const length = Math.max((toMs - fromMs) * 2, (view.toMs - view.fromMs) / 4);
  const middle = (fromMs + toMs) / 2;
  return { fromMs: middle - length / 2, toMs: middle + length / 2 };
}

/** What the witness begins with, if it is there. */
function firstInView(view: RunView): Mark | undefined {
  const inView = view.drawing.marks.filter((mark) => overlaps(mark, view.view));
  return inView.find((mark) => view.stepOf(mark) === 1) ?? inView[0];
}

function besides(view: RunView, mark: Mark, by: number): Mark | undefined {
  const track = view.ofTrack(mark.track);
  return track[track.indexOf(mark) + by];
}

/** The one that is closest in time. */
function inNextTrack(view: RunView, { track, fromMs }: Mark, by: number): Mark | undefined {
  for (let next = track + by; next >= 0 && next < view.drawing.tracks.length; next += by) {
    const marks = view.ofTrack(next);
    const distance = (mark: Mark) => Math.abs(mark.fromMs - fromMs);
    if (marks.length > 0) return marks.reduce((a, b) => (distance(b) < distance(a) ? b : a));
  }
  return undefined;
}

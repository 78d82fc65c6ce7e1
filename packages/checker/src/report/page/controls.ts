/** The buttons above the drawing, and the links of the witnesses into it. */

import type { RunView } from "./run-view.ts";

const ZOOM = 0.6;
const PAN_PART = 0.25;

export function listenToControls(view: RunView): void {
  const acts: Readonly<Record<string, () => void>> = {
    closer: () => view.zoom(ZOOM),
    wider: () => view.zoom(1 / ZOOM),
    earlier: () => view.pan(-PAN_PART),
    later: () => view.pan(PAN_PART),
    all: () => view.showAll(),
    play: () => view.showPlay(),
    witness: () => view.showWitness(),
  };
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const act = event.target.closest<HTMLElement>("[data-act]")?.dataset.act;
    if (act !== undefined) acts[act]?.();
    const link = event.target.closest<HTMLElement>("[data-goes-to]");
    if (!link) return;
    const { goesTo, witness } = link.dataset;
    if (witness !== undefined) view.highlight(Number(witness));
    const mark = view.mark(goesTo);
    if (mark) view.focusMark(mark);
    event.preventDefault();
  });
}

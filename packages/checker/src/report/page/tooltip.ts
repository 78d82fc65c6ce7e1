/** What a mark is, beside it: under the pointer, or with the keyboard's focus. Escape hides it. */

import { momentText, wallText } from "./axis.ts";
import type { Fact, Mark } from "./drawing.ts";
import type { RunView } from "./run-view.ts";
import { byId, html } from "./svg.ts";

const LISTED_MAX = 8;
const GAP_PX = 10;

export function showTooltips(view: RunView): void {
  const tooltip = byId("tooltip");
  const hide = () => {
    tooltip.hidden = true;
  };
  const show = ({ target }: Event) => {
    const element = target instanceof Element ? target.closest<SVGElement>("[data-mark]") : null;
    const mark = view.mark(element?.dataset.mark);
    if (!element || !mark) return;
    const ids = element.dataset.marks?.split(" ");
    const several = ids?.flatMap((id) => view.mark(id) ?? []);
    tooltip.replaceChildren(...(several ? listOf(several) : detailsOf(mark, view)));
    tooltip.hidden = false;
    placeBeside(tooltip, element.getBoundingClientRect());
  };
  view.frame.addEventListener("pointerover", show);
  view.frame.addEventListener("pointerout", hide);
  view.frame.addEventListener("focusin", show);
  view.frame.addEventListener("focusout", hide);
  addEventListener("scroll", hide, { passive: true });
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape") hide();
  });
}

function detailsOf(mark: Mark, view: RunView): Node[] {
  const { startedAt, endMs } = view.drawing;
  const { fromMs, toMs, open, turnsMs } = mark;
  const until = open ? "no end known" : momentText(toMs);
  const span: Fact[] = [
    ["when", fromMs === toMs ? momentText(fromMs) : `${momentText(fromMs)} to ${until}`],
    ...(fromMs === toMs || open ? [] : [["took", momentText(toMs - fromMs)] as const]),
    ["wall time", wallText(startedAt, fromMs)],
    ...(turnsMs !== undefined && turnsMs > fromMs && turnsMs < endMs
      ? [[mark.shape === "band" ? "struck" : "lapsed", momentText(turnsMs)] as const]
      : []),
  ];
  const line = mark.lines.join(", ");
  const facts: readonly Fact[] = [...span, ...view.factsOf(mark), ["line of the history", line]];
  const rows = facts.flatMap(([name, value]) => [
    html("dt", {}, name),
    html("dd", {}, value === "" ? "–" : value),
  ]);
  return [html("strong", {}, mark.words), html("dl", {}, ...rows)];
}

function listOf(marks: readonly Mark[]): Node[] {
  const items = marks.slice(0, LISTED_MAX).map(({ words }) => html("li", {}, words));
  const more = marks.length - items.length;
  if (more > 0) items.push(html("li", {}, `and ${more} more: zoom in to see them`));
  return [html("strong", {}, `${marks.length} marks close together`), html("ul", {}, ...items)];
}

/** Below it if there is room, and never beyond the window. */
function placeBeside(tooltip: HTMLElement, { left, top, bottom }: DOMRect): void {
  const { offsetWidth, offsetHeight } = tooltip;
  const below = bottom + GAP_PX + offsetHeight <= innerHeight;
  const y = below ? bottom + GAP_PX : Math.max(0, top - GAP_PX - offsetHeight);
  const x = Math.max(GAP_PX, Math.min(left, innerWidth - offsetWidth - GAP_PX));
  tooltip.style.left = `${x}px`;
  tooltip.style.top = `${y}px`;
}

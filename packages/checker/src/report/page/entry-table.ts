/**
 * The same as the drawing, as a table: for whoever reads rather than looks. Made when somebody opens it,
 * and so many rows at a time that no browser chokes on them.
 */

import { momentText } from "./axis.ts";
import type { Drawing, Mark } from "./drawing.ts";
import { byId, html } from "./svg.ts";

const ROWS_AT_ONCE = 500;

export function fillTable(drawing: Drawing): void {
  const details = byId<HTMLDetailsElement>("entries");
  const rows = drawing.marks
    .filter(({ main, lines }) => main && lines.length > 0)
    .sort((a, b) => a.fromMs - b.fromMs);
  const body = byId("entry-rows");
  const more = byId<HTMLButtonElement>("more-entries");
  const add = () => {
    const from = body.childElementCount;
    body.append(...rows.slice(from, from + ROWS_AT_ONCE).map((mark) => rowOf(mark, drawing)));
    const left = rows.length - body.childElementCount;
    more.hidden = left === 0;
    more.textContent = `Show ${Math.min(left, ROWS_AT_ONCE)} more of ${left}`;
  };
  details.addEventListener("toggle", () => {
    if (details.open && body.childElementCount === 0) add();
  });
  more.addEventListener("click", add);
}

function rowOf(mark: Mark, { tracks }: Drawing): HTMLElement {
  const link = html("a", { href: "#frame", "data-goes-to": mark.id }, momentText(mark.fromMs));
  const until = mark.open ? "no end known" : momentText(mark.toMs);
  return html(
    "tr",
    {},
    html("td", { class: "number" }, link),
    html("td", { class: "number" }, mark.toMs === mark.fromMs ? "" : until),
    html("td", {}, tracks[mark.track]?.name ?? ""),
    html("td", { class: `outcome ${mark.look}` }, mark.look),
    html("td", {}, mark.words),
  );
}

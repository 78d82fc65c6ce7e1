/** The dial, drawn: one self-contained page, a table for each operation, with bars. */

import { OPERATIONS } from "@holdfast/dial/settings";
import type { AnomalyCounts, DialRow } from "./dial.ts";

export interface DialRun {
  readonly rows: readonly DialRow[];
  readonly seconds: number;
  readonly seed: number;
}

const STYLE = `
:root { color-scheme: light dark; --strong: #2a7f4f; --weak: #b3402e; --line: #8884; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin-bottom: 1rem; }
ul { margin-bottom: 2rem; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
th[scope=row] { white-space: nowrap; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td.bars { width: 22%; }
.bar { height: .6rem; border-radius: .2rem; min-width: 1px; margin: .1rem 0; }
.strong .bar { background: var(--strong); }
.weak .bar { background: var(--weak); }
.bar.late { opacity: .45; }
.weak th[scope=row]::after { content: " (weak)"; color: var(--weak); font-weight: normal; }
.unexpected { outline: 2px solid var(--weak); }
caption { text-align: left; font-size: 1.25rem; font-weight: 600; padding: .5rem 0; }
@media print { .bar { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;

export function dialPage({ rows, seconds, seed }: DialRun): string {
  const tables = OPERATIONS.map((operation) => rows.filter((row) => row.operation === operation))
    .filter((group) => group.length > 0)
    .map(tableOf);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Holdfast: the dial</title>
<style>${STYLE}</style>
</head>
<body>
<h1>The dial</h1>
<p>The same race on every setting, by real processes on one state. <em>Staged</em>: the order of the
steps is written down, and shows what it shows every time. <em>By chance</em>: left to itself for
${seconds} s, from seed ${seed}. The upper bar is how many were done in a second, the lower one the
latency that 99 of 100 did not exceed.</p>
${tables.join("\n")}
</body>
</html>
`;
}

function tableOf(group: readonly DialRow[]): string {
  const rateMax = Math.max(...group.map(({ byChance }) => byChance.measures.donePerSecond));
  const lateMax = Math.max(...group.map(({ byChance }) => byChance.measures.p99Ms));
  const numbers = ["a second", "p50 ms", "p99 ms", "retries", "waited ms"];
  const heads = numbers.map((text) => `<th scope="col" class="number">${text}</th>`).join("");
  const rows = group.map((row) => rowOf(row, { rateMax, lateMax }));
  return `<table>
<caption>${group[0]!.operation}</caption>
<thead><tr><th scope="col">setting</th><th scope="col">staged</th><th scope="col">by chance</th>${heads}
<th scope="col">a second, p99</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
${storyOf(group)}`;
}

/** What happened in the staged races, in words. */
function storyOf(group: readonly DialRow[]): string {
  const stories = group.flatMap(({ setting, staged }) =>
    staged.anomalies.map(
      ({ name, explanation }) =>
        `<li><strong>${setting}</strong>, ${name}: ${escaped(explanation)}</li>`,
    ),
  );
  return stories.length === 0 ? "" : `<ul>\n${stories.join("\n")}\n</ul>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function rowOf(row: DialRow, { rateMax, lateMax }: { rateMax: number; lateMax: number }): string {
  const { setting, strength, staged, byChance, asExpected } = row;
  const { donePerSecond, p50Ms, p99Ms, retries, waitedMs } = byChance.measures;
  const numbers = [donePerSecond.toFixed(0), p50Ms.toFixed(1), p99Ms.toFixed(1), retries]
    .concat(waitedMs.toFixed(0))
    .map((text) => `<td class="number">${text}</td>`)
    .join("");
  const bars = bar(donePerSecond, rateMax, "") + bar(p99Ms, lateMax, " late");
  const looks = asExpected ? strength : `${strength} unexpected`;
  return `<tr class="${looks}"><th scope="row">${setting}</th><td>${inWords(staged.counts)}</td>
<td>${inWords(byChance.counts)}</td>${numbers}<td class="bars" aria-hidden="true">${bars}</td></tr>`;
}

function bar(value: number, most: number, looks: string): string {
  const percent = most === 0 ? 0 : (value / most) * 100;
  return `<div class="bar${looks}" style="width:${percent.toFixed(1)}%"></div>`;
}

/** `double-booking × 3, lost-update`, or a dash. */
export function inWords(counts: AnomalyCounts): string {
  const each = Object.entries(counts).map(([name, count]) =>
    count === 1 ? name : `${name} × ${count}`,
  );
  return each.length === 0 ? "–" : each.join(", ");
}

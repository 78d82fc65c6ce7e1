/**
 * A run as one page that needs nothing beside itself: what was promised and found, the run drawn with
 * its witness, and the same as a table. No text of the history is ever taken for markup, and the page
 * allows no script but its own.
 */

import { createHash } from "node:crypto";
import type { History, RunStarted } from "../history.ts";
import type { Judgement } from "../verdict.ts";
import { drawRun } from "./draw-run.ts";
import { findingsSection, VERDICT_WORDS } from "./findings.ts";
import { legend } from "./legend.ts";
import { momentText, wallText } from "./page/axis.ts";
import type { Drawing } from "./page/drawing.ts";
import { pageScript } from "./page-script.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { patternDefinitions } from "./patterns.ts";
import { escapeMarkup, scriptJson } from "./plain-text.ts";

export function reportPage(history: History, judgement: Judgement): string {
  const drawing = drawRun(history, judgement);
  const run = history.find((entry) => entry.kind === "run");
  const script = pageScript();
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(drawing.title)}: ${judgement.verdict}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
${patternDefinitions()}
<a class="skip" href="#entries">Skip the drawing, to the table</a>
${header(drawing, judgement, run, history.length)}
<main>
${findingsSection(judgement, drawing)}
${drawnSection(drawing)}
${TABLE}
</main>
<div id="tooltip" role="tooltip" hidden></div>
<script type="application/json" id="drawing">${scriptJson(drawing)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** Nothing is fetched, and no script runs but the one whose hash it is. */
function policyFor(script: string): string {
  const hash = createHash("sha256").update(script).digest("base64");
  return `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`;
}

function header(
  { title, startedAt, endMs }: Drawing,
  { verdict }: Judgement,
  run: RunStarted | undefined,
  entries: number,
): string {
  const dial = Object.entries(run?.dial ?? {}).map(([name, setting]) => `${name}: ${setting}`);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["system", run?.system],
    ["seed", run && String(run.seed)],
    ["dial", dial.length > 0 ? dial.join(", ") : undefined],
    ["started", wallText(startedAt, 0)],
    ["took", momentText(endMs)],
    ["entries", String(entries)],
  ];
  const listed = facts.flatMap(([name, value]) =>
    value === undefined ? [] : `<div><dt>${name}</dt><dd>${escapeMarkup(value)}</dd></div>`,
  );
  return `<header><div class="head"><h1>${escapeMarkup(title)}</h1>
<span class="verdict ${verdict}">${VERDICT_WORDS[verdict]}</span></div>
<dl class="run-facts">${listed.join("")}</dl></header>`;
}

const BUTTONS = [
  ["earlier", "◀", "Earlier"],
  ["later", "▶", "Later"],
  ["closer", "+", "Closer"],
  ["wider", "−", "Wider"],
  ["all", "All", "The whole run"],
  ["play", "Play", "From the first thing that somebody did to the last"],
  ["witness", "Witness", "The witness; once more: the next one"],
] as const;

function drawnSection({ witnesses }: Drawing): string {
  const offered = BUTTONS.filter(([act]) => act !== "witness" || witnesses.length > 0);
  const buttons = offered.map(
    ([act, text, title]) =>
      `<button type="button" data-act="${act}" aria-label="${title}" title="${title}">${text}</button>`,
  );
  return `<section aria-labelledby="drawn"><h2 id="drawn">What happened</h2>
${legend()}
<div class="toolbar">
${buttons.join("\n")}
<output id="cursor" aria-live="off"></output>
</div>
<div id="frame" role="application" tabindex="0" aria-label="The run, drawn" aria-describedby="keys">
<svg id="axis" aria-hidden="true"></svg>
<svg id="tracks" role="group" aria-label="Tracks"></svg>
</div>
<p id="keys" class="quiet">With the keyboard: <kbd>←</kbd> <kbd>→</kbd> earlier and later,
<kbd>+</kbd> <kbd>-</kbd> closer and wider, <kbd>0</kbd> all, <kbd>p</kbd> the play, <kbd>w</kbd> the
witness; <kbd>Enter</kbd> to the marks, among which the arrows then lead, <kbd>Esc</kbd> back. With the
mouse: drag; the wheel zooms with <kbd>Ctrl</kbd>, or once the drawing was clicked at.</p>
<noscript><p>The drawing and the table need the script of this page.</p></noscript>
<div id="printed"></div></section>`;
}

const TABLE = `<details id="entries" class="on-screen"><summary>The same, as a table</summary>
<div class="scrolls"><table>
<thead><tr><th scope="col" class="number">from</th><th scope="col" class="number">to</th>
<th scope="col">who, where</th><th scope="col">outcome</th><th scope="col">what</th></tr></thead>
<tbody id="entry-rows"></tbody></table></div>
<button type="button" id="more-entries" hidden></button></details>`;

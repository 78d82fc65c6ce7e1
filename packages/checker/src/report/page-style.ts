/** How the page looks: on a screen, light or dark, and on paper. */

import { DARK, LIGHT, variablesOf } from "./design-tokens.ts";

const THEMES = `
:root { color-scheme: light dark; ${variablesOf(LIGHT)} }
@media (prefers-color-scheme: dark) { :root { ${variablesOf(DARK)} } }
@media print { :root { color-scheme: light; ${variablesOf(LIGHT)} } }
`;

const TEXT = `
* { box-sizing: border-box; }
body { margin: 0; padding: 1.25rem clamp(.75rem, 2.5vw, 2.5rem) 3rem; background: var(--paper);
  color: var(--ink); font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0; }
p { margin: .3rem 0; max-width: 85ch; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .5rem; z-index: 3; }
.run-facts { display: flex; flex-wrap: wrap; gap: .2rem 1.6rem; margin: .6rem 0 0; }
.run-facts div { display: flex; gap: .45rem; }
.run-facts dt, .quiet { color: var(--quiet); }
.run-facts dd { margin: 0; font-variant-numeric: tabular-nums; }
.head { display: flex; flex-wrap: wrap; align-items: center; gap: .8rem; }
.verdict { font-weight: 650; border: 2px solid; border-radius: 1rem; padding: .05rem .8rem; }
.verdict.ok { color: var(--ok-line); background: var(--ok-fill); }
.verdict.violated { color: var(--failed-line); background: var(--failed-fill); }
.verdict.unknown { color: var(--unknown-line); background: var(--unknown-fill); }
`;

const FINDINGS = `
.finding { border: 1px solid var(--line); border-left: 5px solid; border-radius: 4px;
  padding: .6rem .9rem; margin: .6rem 0; }
.finding.violated { border-left-color: var(--failed-line); }
.finding.unknown { border-left-color: var(--unknown-line); }
.finding h3 { display: flex; flex-wrap: wrap; gap: .6rem; align-items: baseline; }
.finding h3 small { font-weight: 500; }
.violated h3 small { color: var(--failed-line); }
.unknown h3 small { color: var(--unknown-line); }
.witness-list { counter-reset: step; list-style: none; padding: 0; margin: .5rem 0; }
.witness-list li { counter-increment: step; padding: .15em 0 .15em 2em; position: relative; }
.witness-list li::before { content: counter(step); position: absolute; left: 0; top: .15em;
  width: 1.5em; height: 1.5em; border-radius: 50%; background: var(--witness-line);
  color: var(--on-witness); line-height: 1.5em; font-weight: 600; text-align: center; }
.kept { columns: 2 30rem; padding: 0; margin: .5rem 0; list-style: none; }
.kept li { break-inside: avoid; padding: .15rem 0 .15rem 1.5rem; position: relative; }
.kept li::before { content: "✓"; color: var(--ok-line); position: absolute; left: .2rem; }
summary { cursor: pointer; padding: .3rem 0; font-weight: 600; }
`;

const CONTROLS = `
.toolbar { display: flex; flex-wrap: wrap; gap: .35rem; align-items: center; margin: .6rem 0; }
button { font: inherit; color: var(--ink); background: var(--raised); border: 1px solid var(--quiet);
  border-radius: 4px; padding: .15rem .6rem; cursor: pointer; min-height: 1.9rem; }
button:hover { border-color: var(--accent); }
#cursor { margin-left: auto; color: var(--quiet); font-variant-numeric: tabular-nums;
  min-height: 1.5em; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; padding: 0; margin: .3rem 0;
  list-style: none; font-size: .9em; }
.legend li { display: flex; gap: .35rem; align-items: center; }
.legend svg { width: 26px; height: 16px; }
kbd { font: .85em ui-monospace, monospace; border: 1px solid var(--quiet); border-radius: 3px;
  padding: 0 .3em; }
`;

const DRAWING = `
#frame { border: 1px solid var(--line); border-radius: 4px; padding: 0; touch-action: pan-y;
  cursor: grab; user-select: none; -webkit-user-select: none; }
#frame:active { cursor: grabbing; }
#frame svg { display: block; }
#axis { position: sticky; top: 0; background: var(--paper); border-bottom: 1px solid var(--line); }
svg text { font: 12px system-ui, sans-serif; fill: var(--ink); }
.definitions { position: absolute; }
.axis { stroke: var(--quiet); } .grid { stroke: var(--line); }
svg .axis-text { fill: var(--quiet); font-variant-numeric: tabular-nums; }
svg .heading { font-weight: 650; fill: var(--quiet); text-transform: uppercase; font-size: 11px;
  letter-spacing: .05em; transform: translateX(8px); }
svg .track-name { transform: translateX(8px); }
.track-paper { fill: var(--raised); opacity: .55; }
.mark { cursor: pointer; outline: none; }
.mark .label { pointer-events: none; }
.mark .shape, .mark.shape { stroke-width: 1.5; }
.mark:hover .shape, .mark.shape:hover { stroke-width: 2.5; }
.mark:focus .shape, .mark.shape:focus { stroke: var(--accent); stroke-width: 4; }
.mark .pattern { fill: none; pointer-events: none; }
.mark.witness .shape { stroke: var(--witness-line); stroke-width: 3.5; }
.mark.witness:focus .shape { stroke: var(--accent); stroke-width: 4.5; }
.mark .step { fill: var(--witness-line); stroke: var(--paper); stroke-width: 1.5; }
svg .step-number { fill: var(--on-witness); font-weight: 700; font-size: 10.5px;
  pointer-events: none; }
${["ok", "refused", "failed", "unknown", "held", "booked"].map(barLook).join("\n")}
${barLook("lapsed").replaceAll("lapsed-", "held-")}
.bar.refused.shape { fill: var(--paper); }
.bar.failed.shape { fill: var(--failed-line); }
.bar.unknown.shape { stroke-dasharray: 2 2; }
.bar.booked.shape { fill: var(--booked-line); }
.bar.lapsed .shape, .bar.lapsed.shape { stroke-dasharray: 5 3; }
.turn { stroke: var(--failed-line); stroke-width: 2; }
.bar.unknown .shape.fades { fill: url(#fade); stroke-dasharray: 2 3; }
.fade-from { stop-color: var(--unknown-line); stop-opacity: .45; }
.fade-to { stop-color: var(--unknown-line); stop-opacity: 0; }
${["refused", "failed", "lapsed", "fault"].map((look) => `.${look} .pattern { fill: url(#pattern-${look}); }`).join("\n")}
${["refused", "failed", "fault"].map((look) => `.stroke-${look} { stroke: var(--${look}-line); stroke-width: 1; opacity: .3; }`).join("\n")}
.stroke-lapsed { stroke: var(--held-line); stroke-width: 1; opacity: .4; }
.band .shape { fill: var(--fault-fill); stroke: var(--fault-line); fill-opacity: .75; }
.band .announced { fill: none; stroke: var(--fault-line); stroke-dasharray: 3 3; }
.band .paper { fill: var(--paper); opacity: .88; }
.band .label { fill: var(--fault-line); font-weight: 600; }
.tick .shape, .tick.shape { fill: var(--commit-line); stroke: var(--commit-line); stroke-width: 0; }
.tick.shape:hover, .tick.witness .shape { stroke-width: 3; }
.mark.cluster .shape { fill: var(--raised); }
.mark.cluster.commit .shape { fill: var(--commit-line); stroke: var(--commit-line); }
svg .cluster .label { fill: var(--ink); font-weight: 600; }
svg .cluster.commit .label { fill: var(--paper); }
.seen .shape { fill: var(--ok-line); stroke: var(--ok-line); }
.mail .shape { fill: var(--paper); stroke: var(--mail-line); }
.mail .fold { fill: none; stroke: var(--mail-line); stroke-width: 1.5; }
.view .shape { fill: var(--ok-fill); stroke: var(--ok-line); }
.differs .shape { fill: var(--failed-fill); stroke: var(--failed-line); }
.frame .shape { fill: var(--paper); stroke: var(--quiet); }
#tooltip { position: fixed; z-index: 2; max-width: min(34rem, 92vw); background: var(--paper);
  border: 1px solid var(--quiet); border-radius: 5px; padding: .5rem .75rem; font-size: .87rem;
  box-shadow: 0 4px 16px #0004; pointer-events: none; max-height: 70vh; overflow: hidden; }
#tooltip dl { display: grid; grid-template-columns: max-content 1fr; gap: .05rem .8rem;
  margin: .35rem 0 0; }
#tooltip dt { color: var(--quiet); max-width: 16rem; }
#tooltip dd { margin: 0; }
#tooltip ul { margin: .3rem 0 0; padding-left: 1.1rem; }
`;

const TABLE = `
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--line);
  vertical-align: top; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.scrolls { overflow-x: auto; }
#printed { display: none; }
`;

const PAPER = `
@page { size: landscape; margin: 12mm; }
@media print {
  body { padding: 0; font-size: 11px; }
  .toolbar, .skip, #frame, #tooltip, #keys, .on-screen, button { display: none !important; }
  #printed { display: block; }
  figure { margin: 0 0 6mm; break-inside: avoid; }
  .sheet { width: 100%; height: auto; display: block; }
  .finding, .kept li { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

export const PAGE_STYLE = THEMES + TEXT + FINDINGS + CONTROLS + DRAWING + TABLE + PAPER;

function barLook(look: string): string {
  return `.${look} .shape, .${look}.shape { fill: var(--${look}-fill); stroke: var(--${look}-line); }`;
}

/** What was promised, and what was found: promise by promise, the broken ones first. */

import { CHECKS } from "../checks/index.ts";
import type { Finding, Judgement, Verdict } from "../verdict.ts";
import { countInWords } from "../words.ts";
import { momentText } from "./page/axis.ts";
import type { Drawing, Mark } from "./page/drawing.ts";
import { escapeMarkup } from "./plain-text.ts";

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  ...{ ok: "✓ held", violated: "✗ violated", unknown: "? unknown" },
};

export function findingsSection({ findings }: Judgement, drawing: Drawing): string {
  const of = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict);
  const broken = [...of("violated"), ...of("unknown")].map((each) => article(each, drawing));
  const kept = of("ok").map(keptLine);
  const open = broken.length === 0 ? " open" : "";
  const summary = `<summary>${countInWords(kept.length, "promise")} held</summary>`;
  const list = `<details${open}>${summary}<ul class="kept">${kept.join("")}</ul></details>`;
  const nothing = findings.length === 0 ? "<p>Nothing was promised in this run.</p>" : "";
  return `<section aria-labelledby="promises"><h2 id="promises">Promises</h2>
${broken.join("\n")}${kept.length > 0 ? list : nothing}</section>`;
}

function article(finding: Finding, drawing: Drawing): string {
  const { check, verdict, explanation } = finding;
  const paragraphs = explanation.split("\n").map((line) => `<p>${escapeMarkup(line)}</p>`);
  return `<article class="finding ${verdict}">
<h3>${escapeMarkup(check)} <small>${VERDICT_WORDS[verdict]}</small></h3>
${promiseOf(check)}${paragraphs.join("\n")}${witnessList(finding, drawing)}</article>`;
}

function keptLine({ check, explanation }: Finding): string {
  return `<li><strong>${escapeMarkup(check)}</strong> <span class="quiet">${escapeMarkup(explanation)}</span></li>`;
}

function promiseOf(name: string): string {
  const check = CHECKS.find((each) => each.name === name);
  return check ? `<p class="quiet">Promised: ${escapeMarkup(check.promise)}</p>` : "";
}

function witnessList({ witness = [], ...finding }: Finding, { marks, witnesses }: Drawing): string {
  const index = witnesses.findIndex(({ check }) => check === finding.check);
  if (witness.length === 0 || index === -1) return "";
  const byId = new Map(marks.map((mark) => [mark.id, mark]));
  const items = witness.map(({ kind, ref }, step) => {
    const ofStep = (witnesses[index]!.steps[step] ?? []).flatMap((id) => byId.get(id) ?? []);
    const first = ofStep.find(({ main }) => main) ?? ofStep[0];
    return first
      ? stepLink(first, index)
      : `<li>${escapeMarkup(`${kind} ${ref}`)}: not in this history</li>`;
  });
  return `<p><strong>The shortest witness</strong>, ${countInWords(items.length, "step")}:</p>
<ol class="witness-list">${items.join("")}</ol>`;
}

function stepLink({ id, words, fromMs }: Mark, witness: number): string {
  const at = momentText(fromMs);
  return `<li><a href="#frame" data-goes-to="${id}" data-witness="${witness}">${escapeMarkup(words)}</a> <span class="quiet">${at}</span></li>`;
}

/** A verdict: a sign and words, of which neither needs a colour. */

import type { JSX } from "preact";
import type { Verdict } from "./verdict.ts";
import "./verdict-mark.css";

const SIGNS: Readonly<Record<Verdict["kind"], string>> = {
  open: "…",
  nothing: "–",
  "as-expected": "✓",
  "not-as-expected": "✗",
};

export function VerdictMark({ verdict }: { verdict: Verdict }): JSX.Element {
  return (
    <span class={`verdict ${verdict.kind}`}>
      <span class="verdict-sign" aria-hidden="true">
        {SIGNS[verdict.kind]}
      </span>
      {verdict.word}
    </span>
  );
}

/** What the settings of an operation have shown, side by side. */

import type { DialFigures } from "@holdfast/api";
import type { JSX } from "preact";
import { anomaliesIn } from "./dial.ts";
import "./dial-table.css";
import { judgeDial } from "./verdict.ts";
import { VerdictMark } from "./verdict-mark.tsx";

interface DialTableProps {
  readonly rows: readonly DialFigures[];
  readonly operation: string;
}

export function DialTable({ rows, operation }: DialTableProps): JSX.Element | null {
  if (rows.length === 0) return null;
  const most = Math.max(1, ...rows.map(({ perSecond }) => perSecond));
  return (
    <div class="dial-rows">
      <p class="fault-label">{operation.replaceAll("-", " ")}, compared</p>
      <ul>
        {rows.map((row) => (
          <li key={row.setting} class={`dial-row ${row.strength}`}>
            <header>
              <strong>{row.setting}</strong>
              <span class="soft small">{row.strength === "strong" ? "strong" : "weak"}</span>
              <VerdictMark verdict={judgeDial(row)} />
            </header>
            <dl>
              <Figure name="Staged">{anomaliesIn(row.staged) ?? "no anomaly"}</Figure>
              <Figure name="By chance">{anomaliesIn(row.byChance) ?? "no anomaly"}</Figure>
              <div>
                <dt>A second</dt>
                <dd>{row.perSecond.toFixed(0)}</dd>
                <dd class="dial-track" aria-hidden="true">
                  <span style={{ width: `${(row.perSecond / most) * 100}%` }} />
                </dd>
              </div>
              <Figure name="p50">{row.p50Ms.toFixed(1)} ms</Figure>
              <Figure name="p99">{row.p99Ms.toFixed(1)} ms</Figure>
              <Figure name="Retries">{row.retries}</Figure>
              <Figure name="Waited">{row.waitedMs.toFixed(0)} ms</Figure>
            </dl>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Figure({
  name,
  children,
}: {
  name: string;
  children: string | number | (string | number)[];
}): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/**
 * A saga as lanes over time. What was done is told apart by its shape and its sign, too, and by words
 * for whoever points at it; below, the same as a table.
 */

import type { Saga } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { names } from "../directory/directory.ts";
import { actorName } from "../directory/names.ts";
import { describeMoment, duration, viewerZone } from "../time/format.ts";
import "./saga-lanes.css";
import { type FailedAttempt, type LaneMark, lanesOf, marksOf } from "./lane-marks.ts";

const SIGNS: Readonly<Record<string, string>> = {
  started: "▸",
  performed: "✓",
  refused: "✕",
  failed: "↻",
  compensated: "↩",
  "gave-up": "!",
  "stop-requested": "■",
  ended: "●",
};

const LEGEND = [
  ["performed", "done"],
  ["refused", "refused"],
  ["failed", "failed, tried again"],
  ["compensated", "taken back"],
] as const;

interface SagaLanesProps {
  readonly saga: Saga;
  readonly failed: readonly FailedAttempt[];
}

export function SagaLanes({ saga, failed }: SagaLanesProps): JSX.Element {
  const marks = marksOf(saga, failed);
  const lanes = lanesOf(marks);
  const pointed = useSignal<string | undefined>(undefined);
  const told = marks.find(({ key }) => key === pointed.value);
  const point = (mark: LaneMark) => {
    pointed.value = mark.key;
  };
  return (
    <div class="saga-lanes">
      <div class="saga-scroll">
        <ol class="saga-plan">
          {lanes.map(({ by, marks: ofLane }) => (
            <li key={by} class="saga-lane" aria-label={actorName(names.value, by)}>
              <span class="saga-by small" title={by}>
                {actorName(names.value, by)}
              </span>
              <div class="saga-track">
                {ofLane.map((mark) => (
                  <span
                    key={`bar ${mark.key}`}
                    class={`saga-bar ${mark.did}`}
                    style={{
                      insetInlineStart: `${mark.from}%`,
                      width: `${mark.left - mark.from}%`,
                    }}
                  />
                ))}
                {ofLane.map((mark) => (
                  <button
                    key={mark.key}
                    type="button"
                    class={`saga-mark ${mark.did}`}
                    style={{ insetInlineStart: `${mark.left}%` }}
                    aria-label={`${mark.words}, by ${by}, ${duration(mark.sinceMs)} after the start`}
                    onFocus={() => point(mark)}
                    onPointerEnter={() => point(mark)}
                    onClick={() => point(mark)}
                  >
                    <span class="sign" aria-hidden="true">
                      {SIGNS[mark.did] ?? "·"}
                    </span>
                    <span class="ms" aria-hidden="true">
                      {duration(mark.sinceMs)}
                    </span>
                  </button>
                ))}
              </div>
            </li>
          ))}
        </ol>
      </div>
      <p class="saga-told small">
        {told ? (
          <>
            <strong>{told.words}</strong> · {told.by} · {duration(told.sinceMs)} after the start ·{" "}
            {describeMoment(told.at, viewerZone)}
          </>
        ) : (
          <span class="soft">Point at a mark, or move to it with Tab, to read what was done.</span>
        )}
      </p>
      <p class="saga-legend small soft" aria-hidden="true">
        {LEGEND.map(([did, words]) => (
          <span key={did}>
            <span class={`saga-mark still ${did}`}>
              <span class="sign">{SIGNS[did]}</span>
            </span>
            {words}
          </span>
        ))}
        <span>Distances follow the time; what happened at once stands side by side.</span>
      </p>
      <details>
        <summary>As a table</summary>
        <MarkTable marks={marks} />
      </details>
    </div>
  );
}

function MarkTable({ marks }: { marks: readonly LaneMark[] }): JSX.Element {
  return (
    <div class="saga-scroll">
      <table>
        <thead>
          <tr>
            <th>After</th>
            <th>Process</th>
            <th>What</th>
          </tr>
        </thead>
        <tbody>
          {marks.map((mark) => (
            <tr key={mark.key}>
              <td>{duration(mark.sinceMs)}</td>
              <td>{mark.by}</td>
              <td>{mark.words}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Times and rooms that would do, each one click away from being held. */

import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { Suggestion } from "../api/shapes.ts";
import { dayName, timeSpan } from "../time/format.ts";
import { type Names, roomName, withNames } from "./names.ts";
import "./alternatives.css";

interface AlternativesProps {
  readonly title: string;
  readonly alternatives: readonly Suggestion[];
  readonly names: Names;
  readonly zone: string;
  readonly onChoose: (alternative: Suggestion) => void;
  readonly busy?: boolean;
}

export function Alternatives(props: AlternativesProps): JSX.Element {
  const { title, alternatives, names, zone, onChoose, busy = false } = props;
  const heading = useId();
  return (
    <div class="alternatives">
      <h3 id={heading} class="small">
        {title}
      </h3>
      <ul aria-labelledby={heading}>
        {alternatives.map((each) => {
          const reasons = each.reasons.map((reason) => withNames(names, reason));
          const when = `${dayName(each.start, zone)}, ${timeSpan(each.start, each.end, zone)}`;
          return (
            <li key={`${each.start} ${each.room}`}>
              <button
                type="button"
                disabled={busy}
                title={reasons.join("; ")}
                aria-label={`Take ${roomName(names, each.room)}, ${when}, ${zone}`}
                onClick={() => onChoose(each)}
              >
                <strong>{timeSpan(each.start, each.end, zone)}</strong>
                <span>{dayName(each.start, zone)}</span>
                <span class="soft">{roomName(names, each.room)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Times and rooms that would do, each one click away. */

import type { Suggestion } from "@holdfast/api";
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { names } from "../directory/directory.ts";
import { roomName, withNames } from "../directory/names.ts";
import { dayName, timeSpan, zoneName } from "../time/format.ts";
import "./alternatives.css";

interface AlternativesProps {
  readonly title: string;
  readonly alternatives: readonly Suggestion[];
  readonly zone: string;
  readonly onChoose: (alternative: Suggestion) => void;
  readonly busy?: boolean;
}

export function Alternatives(props: AlternativesProps): JSX.Element {
  const { title, alternatives, zone, onChoose, busy = false } = props;
  const heading = useId();
  return (
    <div class="alternatives">
      <h3 id={heading} class="small">
        {title}
      </h3>
      <ul aria-labelledby={heading}>
        {alternatives.map((each) => {
          const { start, end, room } = each;
          const reasons = each.reasons.map((reason) => withNames(names.value, reason));
          const when = `${timeSpan(start, end, zone)}, ${dayName(start, zone)}`;
          const where = roomName(names.value, room);
          return (
            <li key={`${start} ${room}`}>
              <button
                type="button"
                disabled={busy}
                title={reasons.join("; ")}
                aria-label={`${when}, ${where}: take it (times in ${zone})`}
                onClick={() => onChoose(each)}
              >
                <strong>{timeSpan(start, end, zone)}</strong> <span>{dayName(start, zone)}</span>{" "}
                <span class="soft">{where}</span>
              </button>
            </li>
          );
        })}
      </ul>
      <p class="soft small">Times in {zoneName(zone, alternatives[0]!.start)}.</p>
    </div>
  );
}

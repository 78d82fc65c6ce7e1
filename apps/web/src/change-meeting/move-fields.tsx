/** When a meeting is to begin, for how long, and where. */

import type { Room } from "@holdfast/api";
import type { JSX } from "preact";
import { zoneName } from "../time/format.ts";

export interface WantedTime {
  /** Local time of the meeting's zone. */
  readonly from: string;
  readonly minutes: number;
  readonly room: string;
}

interface MoveFieldsProps {
  readonly wanted: WantedTime;
  readonly rooms: readonly Room[];
  readonly zone: string;
  /** About when, since a zone is not always as far from Greenwich. */
  readonly at: string;
  readonly isFaulty: boolean;
  readonly onChange: (changes: Partial<WantedTime>) => void;
}

export function MoveFields(props: MoveFieldsProps): JSX.Element {
  const { wanted, rooms, zone, at, isFaulty, onChange } = props;
  return (
    <div class="move-fields">
      <label class="field">
        Begins ({zoneName(zone, at)})
        <input
          type="datetime-local"
          required
          value={wanted.from}
          aria-invalid={isFaulty}
          onInput={({ currentTarget }) => onChange({ from: currentTarget.value })}
        />
      </label>
      <label class="field">
        Minutes
        <input
          type="number"
          min={1}
          max={1440}
          required
          value={wanted.minutes}
          onInput={({ currentTarget }) =>
            onChange({ minutes: Math.floor(Number(currentTarget.value)) })
          }
        />
      </label>
      <label class="field">
        Room
        <select
          value={wanted.room}
          onChange={({ currentTarget }) => onChange({ room: currentTarget.value })}
        >
          {rooms.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name} (seats {each.capacity})
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

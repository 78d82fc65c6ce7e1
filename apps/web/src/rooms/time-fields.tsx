/** A day, a time and a length, as fields; what they mean is told with its zone. */

import type { JSX } from "preact";
import { duration, wholeSpan } from "../time/format.ts";
import { instantOf, type LocalTime } from "../time/local-time.ts";
import { MINUTE_MS, type Range } from "../time/ranges.ts";
import "./time-fields.css";

export interface WrittenSlot extends LocalTime {
  readonly minutes: number;
}

interface TimeFieldsProps {
  readonly written: WrittenSlot;
  readonly zone: string;
  readonly onWrite: (written: WrittenSlot) => void;
}

const LENGTHS = [15, 30, 45, 60, 90, 120, 180, 240, 480];

export function TimeFields({ written, zone, onWrite }: TimeFieldsProps): JSX.Element {
  const { date, time, minutes } = written;
  const lengths = LENGTHS.includes(minutes)
    ? LENGTHS
    : [...LENGTHS, minutes].toSorted((a, b) => a - b);
  const slot = slotOf(written, zone);
  return (
    <div class="stack">
      <div class="time-fields">
        <label class="field">
          Day
          <input
            type="date"
            required
            value={date}
            onInput={({ currentTarget: { value } }) => onWrite({ ...written, date: value })}
          />
        </label>
        <label class="field">
          From
          <input
            type="time"
            required
            step={300}
            value={time}
            onInput={({ currentTarget: { value } }) => onWrite({ ...written, time: value })}
          />
        </label>
        <label class="field">
          For
          <select
            value={minutes}
            onChange={({ currentTarget: { value } }) =>
              onWrite({ ...written, minutes: Number(value) })
            }
          >
            {lengths.map((each) => (
              <option key={each} value={each}>
                {duration(each * MINUTE_MS)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p class={slot ? "soft small" : "small time-missing"} role="status">
        {slot
          ? wholeSpan(slot, zone)
          : `There is no such time in ${zone} on that day: clocks go forward over it.`}
      </p>
    </div>
  );
}

export function slotOf({ minutes, ...local }: WrittenSlot, zone: string): Range | undefined {
  const start = instantOf(local, zone);
  return start === undefined ? undefined : { start, end: start + minutes * MINUTE_MS };
}

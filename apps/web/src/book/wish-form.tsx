/** Who, how long, from when on, and what the room has to offer. */

import type { Person, Room } from "@holdfast/api";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { PeoplePicker } from "../components/people-picker.tsx";
import { duration, viewerZone } from "../time/format.ts";
import { LENGTHS, type Wishes } from "./wishes.ts";

interface WishFormProps {
  readonly wishes: Wishes;
  readonly people: readonly Person[];
  readonly rooms: readonly Room[];
  readonly onChange: (changes: Partial<Wishes>) => void;
}

export function WishForm({ wishes, people, rooms, onChange }: WishFormProps): JSX.Element {
  const { required, optional, minutes, from, zone, capacity, equipment } = wishes;
  const zones = useMemo(() => zonesOf(people, rooms, zone), [people, rooms, zone]);
  const offers = useMemo(() => equipmentOf(rooms), [rooms]);
  const lengths = [...new Set([...LENGTHS, minutes])].sort((a, b) => a - b);
  return (
    <form
      class="wish-form panel"
      aria-label="What is looked for"
      onSubmit={(e) => e.preventDefault()}
    >
      <div class="wish-people">
        <PeoplePicker
          label="Who has to come (the first one organizes)"
          {...{ people, chosen: required, taken: optional }}
          onChange={(chosen) => onChange({ required: chosen })}
        />
        <PeoplePicker
          label="Who may come (optional)"
          {...{ people, chosen: optional, taken: required }}
          onChange={(chosen) => onChange({ optional: chosen })}
        />
      </div>
      <div class="wish-rest">
        <label class="field">
          How long
          <select
            value={String(minutes)}
            onChange={({ currentTarget }) => onChange({ minutes: Number(currentTarget.value) })}
          >
            {lengths.map((each) => (
              <option key={each} value={String(each)}>
                {duration(each * 60_000)}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          From when on
          <input
            type="datetime-local"
            value={from ?? ""}
            onChange={({ currentTarget }) => onChange({ from: currentTarget.value || undefined })}
          />
        </label>
        <label class="field">
          Zone
          <select
            value={zone}
            onChange={({ currentTarget }) => onChange({ zone: currentTarget.value })}
          >
            {zones.map((each) => (
              <option key={each} value={each}>
                {each === viewerZone ? `${each} (yours)` : each}
              </option>
            ))}
          </select>
        </label>
        <label class="field seats">
          Seats
          <input
            type="number"
            min={1}
            max={10000}
            inputMode="numeric"
            placeholder={String(Math.max(1, required.length + optional.length))}
            value={capacity ?? ""}
            onChange={({ currentTarget }) =>
              onChange({ capacity: Number(currentTarget.value) || undefined })
            }
          />
        </label>
        <fieldset class="equipment">
          <legend>The room has</legend>
          {offers.map((each) => (
            <label key={each}>
              <input
                type="checkbox"
                checked={equipment.includes(each)}
                onChange={({ currentTarget }) =>
                  onChange({
                    equipment: currentTarget.checked
                      ? [...equipment, each]
                      : equipment.filter((other) => other !== each),
                  })
                }
              />
              {each}
            </label>
          ))}
        </fieldset>
      </div>
    </form>
  );
}

function zonesOf(people: readonly Person[], rooms: readonly Room[], chosen: string): string[] {
  const known = [...people, ...rooms].map(({ zone }) => zone).sort();
  return [...new Set([viewerZone, chosen, ...known])];
}

function equipmentOf(rooms: readonly Room[]): string[] {
  return [...new Set(rooms.flatMap(({ equipment }) => equipment))].sort();
}

/** Which rooms are shown: by name, by how many fit in, by what is in them. */

import type { Room } from "@holdfast/api";
import type { JSX } from "preact";
import { setQuery } from "../shell/router.ts";
import "./filters.css";
import type { RoomFilter } from "./view.ts";

interface FiltersProps {
  readonly filter: RoomFilter;
  readonly rooms: readonly Room[];
  readonly found: number;
}

export function Filters({ filter, rooms, found }: FiltersProps): JSX.Element {
  const { name, seats, equipment } = filter;
  const all = [...new Set(rooms.flatMap((room) => room.equipment))].toSorted();
  const toggle = (each: string) => {
    const isChosen = equipment.includes(each);
    const next = isChosen ? equipment.filter((other) => other !== each) : [...equipment, each];
    setQuery({ with: next.length > 0 ? next.join(",") : undefined });
  };
  return (
    <search class="rooms-filters">
      <input
        type="search"
        placeholder="Find a room"
        aria-label="Find a room by its name"
        value={name}
        onInput={({ currentTarget: { value } }) => setQuery({ name: value || undefined })}
      />
      <label class="seats-sought">
        <span>Seats at least</span>
        <input
          type="number"
          inputMode="numeric"
          min={1}
          max={10_000}
          value={seats || ""}
          placeholder="any"
          onInput={({ currentTarget: { value } }) => setQuery({ seats: value || undefined })}
        />
      </label>
      {all.map((each) => (
        <label key={each} class="pill">
          <input type="checkbox" checked={equipment.includes(each)} onChange={() => toggle(each)} />
          {each}
        </label>
      ))}
      <output class="soft small">
        {found === rooms.length ? `${found} rooms` : `${found} of ${rooms.length} rooms`}
      </output>
    </search>
  );
}

export function forgetFilter(): void {
  setQuery({ name: undefined, seats: undefined, with: undefined });
}

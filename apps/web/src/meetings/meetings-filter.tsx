/** Which meetings are listed. It stands in the address, so that it can be sent to others. */

import type { Person, Room } from "@holdfast/api";
import type { JSX } from "preact";
import { setQuery } from "../shell/router.ts";
import { shiftedDate } from "../time/local-time.ts";

/** How many days are shown at once. */
export const RANGES: Readonly<Record<string, string>> = { 1: "A day", 7: "A week", 31: "31 days" };

interface MeetingsFilterProps {
  readonly words: string;
  readonly person: string | undefined;
  readonly room: string | undefined;
  readonly from: string;
  readonly range: string;
  readonly people: readonly Person[];
  readonly rooms: readonly Room[];
}

export function MeetingsFilter(props: MeetingsFilterProps): JSX.Element {
  const { words, person, room, from, range, people, rooms } = props;
  const go = (by: number) => setQuery({ from: shiftedDate(from, by * Number(range)) });
  return (
    <form
      class="panel meetings-filter"
      aria-label="Which meetings"
      onSubmit={(e) => e.preventDefault()}
    >
      <label class="field grows">
        Search
        <input
          type="search"
          placeholder="Title, organizer, room"
          value={words}
          onInput={({ currentTarget }) => setQuery({ q: currentTarget.value || undefined })}
        />
      </label>
      <Choice label="Of" value={person} all="everybody" of={people} name="person" />
      <Choice label="In" value={room} all="all rooms" of={rooms} name="room" />
      <label class="field">
        From
        <input
          type="date"
          value={from}
          onChange={({ currentTarget }) => setQuery({ from: currentTarget.value || undefined })}
        />
      </label>
      <label class="field">
        For
        <select
          value={range}
          onChange={({ currentTarget }) => setQuery({ days: currentTarget.value })}
        >
          {Object.entries(RANGES).map(([count, label]) => (
            <option key={count} value={count}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <div class="row">
        <button type="button" aria-label="Earlier" onClick={() => go(-1)}>
          ‹
        </button>
        <button type="button" onClick={() => setQuery({ from: undefined })}>
          Today
        </button>
        <button type="button" aria-label="Later" onClick={() => go(1)}>
          ›
        </button>
      </div>
    </form>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly name: string;
  readonly value: string | undefined;
  readonly all: string;
  readonly of: readonly { readonly id: string; readonly name: string }[];
}

function Choice({ label, name, value, all, of }: ChoiceProps): JSX.Element {
  return (
    <label class="field">
      {label}
      <select
        value={value ?? ""}
        onChange={({ currentTarget }) => setQuery({ [name]: currentTarget.value || undefined })}
      >
        <option value="">{all}</option>
        {of.map((each) => (
          <option key={each.id} value={each.id}>
            {each.name}
          </option>
        ))}
      </select>
    </label>
  );
}

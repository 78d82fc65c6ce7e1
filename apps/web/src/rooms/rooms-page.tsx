/** Rooms: a timeline of them, where one sees what is free, and takes it. */

import { computed } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { get } from "../api/http.ts";
import type { Person, Room } from "../api/shapes.ts";
import { Empty, NotReady, Stale } from "../components/not-ready.tsx";
import { inCollection, useLive } from "../live/use-live.ts";
import { place } from "../shell/router.ts";
import { isPast } from "../time/as-of.ts";
import { viewerZone } from "../time/format.ts";
import { shownNow } from "../time/now.ts";
import { Filters, forgetFilter } from "./filters.tsx";
import { localTimeOf } from "./local-time.ts";
import { rooms as knownRooms, people } from "./names.ts";
import { Overlay } from "./overlay.tsx";
import { leave } from "./page-state.ts";
import "./rooms-page.css";
import { Timeline } from "./timeline.tsx";
import { Toolbar } from "./toolbar.tsx";
import { groupByZone, isSought, readView } from "./view.ts";

export function RoomsPage(): JSX.Element {
  const rooms = useLive(loadRooms, { concerns: inCollection("room") });
  useLive(loadPeople, { concerns: inCollection("person") });
  useEffect(() => leave, []);
  const today = useToday();
  const view = readView(place.value.query, today);
  const all = rooms.kind === "ready" ? rooms.value : [];
  const { name, seats, equipment } = view.filter;
  const groups = useMemo(
    () =>
      groupByZone(
        all.filter((room) => isSought(room, view.filter)),
        view.clock,
        viewerZone,
      ),
    [all, name, seats, equipment.join(","), view.clock],
  );
  const found = groups.reduce((count, group) => count + group.rooms.length, 0);
  return (
    <div class="rooms-page">
      <Toolbar view={view} today={today} />
      <Filters filter={view.filter} rooms={all} found={found} />
      {isPast.value && (
        <p class="stale" role="status">
          This is how it was. Nothing can be booked or moved in the past: go back to now for that.
        </p>
      )}
      {rooms.kind !== "ready" && <NotReady of={rooms} what="the rooms" />}
      {rooms.kind === "ready" && <Stale failed={rooms.failed} />}
      {rooms.kind === "ready" && found === 0 && <NoRoom any={all.length > 0} />}
      {found > 0 && <Timeline groups={groups} view={view} />}
      <Overlay />
    </div>
  );
}

function NoRoom({ any }: { any: boolean }): JSX.Element {
  if (!any) {
    return (
      <Empty>
        <p>There are no rooms yet. An admin adds one with PUT /api/rooms, or with the demo.</p>
      </Empty>
    );
  }
  return (
    <Empty>
      <p>No room is like that.</p>
      <button type="button" onClick={forgetFilter}>
        Show all rooms
      </button>
    </Empty>
  );
}

async function loadRooms(signal: AbortSignal): Promise<readonly Room[]> {
  const { rooms } = await get<{ rooms: readonly Room[] }>("/api/rooms", { signal });
  const sorted = rooms.toSorted((a, b) => a.name.localeCompare(b.name));
  knownRooms.value = sorted;
  return sorted;
}

async function loadPeople(signal: AbortSignal): Promise<void> {
  people.value = (await get<{ people: readonly Person[] }>("/api/people", { signal })).people;
}

/** The viewer's date; it changes at midnight, and nothing else of `now` matters here. */
function useToday(): string {
  const today = useMemo(() => computed(() => localTimeOf(shownNow.value, viewerZone).date), []);
  return today.value;
}

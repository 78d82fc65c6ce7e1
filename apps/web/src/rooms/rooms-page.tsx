/** Rooms: a timeline of them, where one sees what is free, and takes it. */

import type { Room } from "@holdfast/api";
import { computed } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Empty, NotReady, Stale } from "../components/not-ready.tsx";
import { useDirectory } from "../directory/directory.ts";
import { place } from "../shell/router.ts";
import { isPast } from "../time/as-of.ts";
import { viewerZone } from "../time/format.ts";
import { dateOf } from "../time/local-time.ts";
import { shownNow } from "../time/now.ts";
import { MINUTE_MS } from "../time/ranges.ts";
import { Filters, forgetFilter } from "./filters.tsx";
import { NoRoomsYet } from "./no-rooms-yet.tsx";
import { NothingOpen } from "./nothing-open.tsx";
import { firstDay } from "./open-days.ts";
import { Overlay } from "./overlay.tsx";
import { leave } from "./page-state.ts";
import "./rooms-page.css";
import { Timeline } from "./timeline.tsx";
import { Toolbar } from "./toolbar.tsx";
import { groupByZone, isSought, readView } from "./view.ts";

export function RoomsPage(): JSX.Element {
  const directory = useDirectory();
  useEffect(() => leave, []);
  const rooms = directory.kind === "ready" ? directory.value.rooms : NONE;
  const today = useToday();
  const first = useFirstDay(rooms);
  const view = readView(place.value.query, first);
  const { name, seats, equipment } = view.filter;
  const sought = useMemo(
    () => rooms.filter((room) => isSought(room, view.filter)),
    [rooms, name, seats, equipment.join(",")],
  );
  const groups = useMemo(
    () => groupByZone(sought, view.clock, viewerZone),
    [sought, view.clock, viewerZone],
  );
  return (
    <div class="rooms-page">
      <Toolbar view={view} today={today} first={first} />
      <Filters filter={view.filter} rooms={rooms} found={sought.length} />
      {isPast.value && (
        <p class="stale" role="status">
          This is how it was. Nothing can be booked or moved in the past: go back to now for that.
        </p>
      )}
      {directory.kind !== "ready" && <NotReady of={directory} what="the rooms" />}
      {directory.kind === "ready" && <Stale failed={directory.failed} />}
      {directory.kind === "ready" && sought.length === 0 && <NoRoom any={rooms.length > 0} />}
      {sought.length > 0 && (
        <>
          <NothingOpen view={view} rooms={sought} />
          <Timeline groups={groups} view={view} />
        </>
      )}
      <Overlay />
    </div>
  );
}

const NONE: readonly Room[] = [];

function NoRoom({ any }: { any: boolean }): JSX.Element {
  if (!any) return <NoRoomsYet />;
  return (
    <Empty>
      <p>No room is like that.</p>
      <button type="button" onClick={forgetFilter}>
        Show all rooms
      </button>
    </Empty>
  );
}

/** The viewer's date; it changes at midnight, and nothing else of `now` matters here. */
function useToday(): string {
  return useMemo(() => computed(() => dateOf(shownNow.value, viewerZone)), []).value;
}

/** What is shown when the address names no day. */
function useFirstDay(rooms: readonly Room[]): string {
  return useMemo(() => computed(() => firstDay(rooms, minute.value, viewerZone)), [rooms]).value;
}

const minute = computed(() => Math.floor(shownNow.value / MINUTE_MS) * MINUTE_MS);

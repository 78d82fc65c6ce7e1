/**
 * The sign at a room's door: free or not is told by colour from afar, and by words from near by. It
 * runs for weeks on a screen that nobody touches.
 */

import type { Diary, Room } from "@holdfast/api";
import { computed } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { get, Problem } from "../api/http.ts";
import { Countdown } from "../components/countdown.tsx";
import { NotReady } from "../components/not-ready.tsx";
import { type Taken, takenOf } from "../diary/taken.ts";
import { names, useDirectory } from "../directory/directory.ts";
import { holderName, personName } from "../directory/names.ts";
import { connection } from "../live/changes.ts";
import { inCollection, under, useLive } from "../live/use-live.ts";
import { Link } from "../shell/link.tsx";
import { useTitle } from "../shell/title.ts";
import { clockTime, dayName, duration, timeSpan } from "../time/format.ts";
import { dateOf, isoOf, localTimeOf } from "../time/local-time.ts";
import { shownNow } from "../time/now.ts";
import { rangeOf } from "../time/ranges.ts";
import "./door-sign.css";
import { SignClock } from "./sign-clock.tsx";
import { type SignState, sightOf, signState } from "./sign-state.ts";
import { useAwake } from "./use-awake.ts";

/** A sign that has missed something, for whatever reason, is right again after that. */
const LOOK_AGAIN_MS = 60_000;

export function DoorSign({ room: id }: { room: string }): JSX.Element {
  useAwake();
  const path = `/api/rooms/${encodeURIComponent(id)}`;
  const room = useLive((signal) => get<Room>(path, { signal }), {
    concerns: inCollection("room"),
    everyMs: LOOK_AGAIN_MS,
    on: [id],
  });
  useDirectory();
  const isNone =
    room.kind === "failed" && room.error instanceof Problem && room.error.slug === "not-found";
  useTitle(room.kind === "ready" ? room.value.name : isNone ? "No such room" : undefined);
  if (room.kind === "ready") return <Sign room={room.value} isLost={room.failed !== undefined} />;
  if (isNone) {
    return (
      <main class="door-sign message">
        <h1>There is no such room</h1>
        <Link to="/rooms">Go to the rooms</Link>
      </main>
    );
  }
  return (
    <main class="door-sign message">
      <NotReady of={room} what="the room" />
    </main>
  );
}

function Sign({ room, isLost }: { room: Room; isLost: boolean }): JSX.Element {
  const date = useMemo(
    () => computed(() => localTimeOf(shownNow.value, room.zone).date),
    [room.zone],
  ).value;
  const day = useMemo(() => rangeOf(date, "day", room.zone), [date, room.zone]);
  const sight = useMemo(() => sightOf(room, date), [room, date]);
  const path = `/api/rooms/${encodeURIComponent(room.id)}/diary`;
  const query = { from: isoOf(sight.start), to: isoOf(sight.end) };
  const diary = useLive(async (signal) => takenOf(await get<Diary>(path, { query, signal })), {
    concerns: under("diary", `room/${room.id}`),
    everyMs: LOOK_AGAIN_MS,
    on: [path, sight.start, sight.end],
  });
  const second = useMemo(
    () => computed(() => Math.floor(shownNow.value / 1_000) * 1_000),
    [],
  ).value;
  if (diary.kind !== "ready") {
    return (
      <main class="door-sign message">
        <h1>{room.name}</h1>
        <NotReady of={diary} what="the day" />
      </main>
    );
  }
  const state = signState(room, diary.value, { now: second, day });
  const lost = isLost || diary.failed !== undefined || connection.value === "lost";
  return (
    <main class={`door-sign ${state.kind}`}>
      <header class="sign-head">
        <h1>{room.name}</h1>
        <SignClock zone={room.zone} />
      </header>
      {lost && (
        <p class="sign-lost" role="alert">
          Connection lost: this is what was known last. Trying again …
        </p>
      )}
      <section class="sign-now" aria-live="polite">
        <p class="sign-word">{wordOf(state)}</p>
        <Until state={state} now={second} zone={room.zone} />
        {state.now && <Now taken={state.now} zone={room.zone} />}
      </section>
      <Later state={state} zone={room.zone} />
      <footer class="sign-foot">
        <Link to="/rooms">All rooms</Link>
        <span>
          {room.capacity} seats
          {room.equipment.length > 0 && `, ${room.equipment.join(", ")}`}
        </span>
        <FullScreen />
      </footer>
    </main>
  );
}

const WORDS = { free: "Free", booked: "Occupied", held: "Held", closed: "Closed" } as const;

function wordOf({ kind, now, isDayOff }: SignState): string {
  return kind === "closed" && !now && isDayOff ? "Closed today" : WORDS[kind];
}

interface UntilProps {
  readonly state: SignState;
  readonly now: number;
  readonly zone: string;
}

function Until({ state, now, zone }: UntilProps): JSX.Element {
  const { kind, until, isDayOff } = state;
  if (until === undefined) {
    return (
      <p class="sign-until">
        {isDayOff ? "when it opens is not known" : "for the rest of the day"}
      </p>
    );
  }
  // Midnight ends this day.
  if (dateOf(until - 1, zone) !== dateOf(now, zone)) {
    return (
      <p class="sign-until">
        {kind === "closed" && !state.now ? "opens" : "until"} {clockTime(until, zone)}
        <span> on {dayName(until, zone)}</span>
      </p>
    );
  }
  const left = Math.ceil((until - now) / 60_000) * 60_000;
  return (
    <p class="sign-until">
      until {clockTime(until, zone)}
      <span>
        {" "}
        {kind === "free" ? "for" : "still"} {duration(left)}
      </span>
    </p>
  );
}

function Now({ taken, zone }: { taken: Taken; zone: string }): JSX.Element {
  const { what, start, end } = taken;
  const times = timeSpan(isoOf(start), isoOf(end), zone);
  if (what.status === "held") {
    return (
      <div class="sign-what">
        <p>
          {times}, held by {holderName(names.value, what.heldBy)}
        </p>
        {what.freeAt && (
          <p>
            free again in <Countdown until={what.freeAt} />, unless it is booked
          </p>
        )}
      </div>
    );
  }
  return (
    <div class="sign-what">
      <p class="sign-title">
        {what.status === "booked" ? (what.title ?? "A meeting") : (what.reason ?? "")}
      </p>
      <p>
        {times}
        {what.status === "booked" &&
          what.organizer &&
          `, ${personName(names.value, what.organizer)}`}
      </p>
    </div>
  );
}

function Later({ state, zone }: { state: SignState; zone: string }): JSX.Element | null {
  const { later, isDayOff } = state;
  // Nothing was to be expected on such a day.
  if (isDayOff && later.length === 0) return null;
  return (
    <section class="sign-later" aria-label="Later today">
      <h2>{later.length > 0 ? "Next" : "Nothing else today"}</h2>
      <ol>
        {later.map(({ what, start, end }) => (
          <li key={start}>
            <span class="sign-times">{timeSpan(isoOf(start), isoOf(end), zone)}</span>
            <span class="sign-title">{"title" in what ? what.title : "A meeting"}</span>
            {"organizer" in what && what.organizer && (
              <span class="sign-who">{personName(names.value, what.organizer)}</span>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function FullScreen(): JSX.Element | null {
  if (!document.fullscreenEnabled) return null;
  const toggle = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void document.documentElement.requestFullscreen();
  };
  return (
    <button type="button" class="plain" onClick={toggle}>
      Full screen
    </button>
  );
}

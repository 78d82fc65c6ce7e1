/**
 * A slider over the whole page: rooms, meetings, agents and mails as they were. It begins where the
 * state's memory does, and ends now.
 */

import { useComputed, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { get } from "../api/http.ts";
import { announce } from "../components/announcer.tsx";
import { asOf, isPast } from "../time/as-of.ts";
import { describeMoment, viewerZone } from "../time/format.ts";
import { wallNow } from "../time/now.ts";
import "./time-travel.css";

const STEPS = 1_000;
/** Of a state that does not say how far back it remembers. */
const USUAL_MS = 24 * 3_600_000;
/** While the slider moves, the page follows not more often than that. */
const FOLLOW_MS = 80;

export function TimeTravel(): JSX.Element {
  const isOpen = useSignal(false);
  const from = useSignal<number | undefined>(undefined);
  const position = useSignal(STEPS);
  const end = useSignal(wallNow.value);
  const label = useComputed(() =>
    asOf.value === undefined ? "Now" : describeMoment(asOf.value, viewerZone),
  );
  useEffect(() => {
    if (position.value === STEPS) {
      asOf.value = undefined;
      return;
    }
    const start = from.value ?? end.value - USUAL_MS;
    const moment = start + ((end.value - start) * position.value) / STEPS;
    const follow = setTimeout(() => {
      asOf.value = new Date(moment).toISOString();
    }, FOLLOW_MS);
    return () => clearTimeout(follow);
  }, [position.value]);

  const open = async () => {
    isOpen.value = true;
    end.value = wallNow.value;
    from.value ??= await firstMoment();
  };
  const backToNow = () => {
    position.value = STEPS;
    isOpen.value = false;
    announce("Back to now.");
  };
  if (!isOpen.value) {
    return (
      <div class="time-travel">
        <button type="button" class="plain small" onClick={open}>
          Travel in time
        </button>
      </div>
    );
  }
  return (
    <section class="time-travel open" aria-label="Time travel">
      <label class="unseen" for="moment">
        Show everything as it was at
      </label>
      <input
        id="moment"
        type="range"
        min={0}
        max={STEPS}
        value={position.value}
        aria-valuetext={label.value}
        onInput={({ currentTarget }) => {
          position.value = Number(currentTarget.value);
        }}
      />
      <output for="moment">{label.value}</output>
      <button type="button" class={isPast.value ? "primary" : ""} onClick={backToNow}>
        Now
      </button>
    </section>
  );
}

/** The first commit that is remembered; undefined: only an admin is told. */
async function firstMoment(): Promise<number | undefined> {
  const query = { limit: 1, order: "oldest" };
  const options = { query, presentOnly: true };
  const audit = await get<{ entries: { at: string }[] }>("/api/audit", options).catch(() => null);
  const first = audit?.entries[0]?.at;
  return first === undefined ? undefined : Date.parse(first);
}

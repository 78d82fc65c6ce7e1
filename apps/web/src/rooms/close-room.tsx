/** Closing a room for repair: from when to when, and why. Its meetings are moved out, one by one. */

import type { Closure, Room } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { send } from "../api/http.ts";
import { announce } from "../components/announcer.tsx";
import { names } from "../directory/directory.ts";
import { explainRefusal, inSentences } from "../refusals/refusal.ts";
import { zoneName } from "../time/format.ts";
import { fieldOf } from "../time/local-time.ts";
import { wallNow } from "../time/now.ts";
import { HOUR_MS } from "../time/ranges.ts";
import "./card.css";
import { SNAP_MS } from "./geometry.ts";
import { opened } from "./page-state.ts";
import "./time-fields.css";

interface Written {
  readonly start: string;
  readonly end: string;
  readonly reason: string;
}

export function CloseRoom({ room }: { room: Room }): JSX.Element {
  const written = useSignal<Written>(usual(room.zone));
  const state = useSignal<"written" | "asked">("written");
  const failed = useSignal("");
  const { start, end, reason } = written.value;
  const write = (change: Partial<Written>) => {
    written.value = { ...written.value, ...change };
  };
  const ask = async (event: Event) => {
    event.preventDefault();
    state.value = "asked";
    failed.value = "";
    try {
      const path = `/api/rooms/${encodeURIComponent(room.id)}/closures`;
      const body = { start, end, zone: room.zone, reason: reason.trim() };
      const { body: closure } = await send<Closure>("POST", path, { body });
      announce(`${room.name} is being closed.`);
      opened.value = { kind: "closure", room, closure: closure.id };
    } catch (error) {
      state.value = "written";
      failed.value = inSentences(explainRefusal(error as Error, names.value, room.zone));
    }
  };
  return (
    <form class="stack" onSubmit={ask}>
      <div class="time-fields">
        <label class="field">
          From
          <input
            type="datetime-local"
            required
            value={start}
            onInput={({ currentTarget: { value } }) => write({ start: value })}
          />
        </label>
        <label class="field">
          To
          <input
            type="datetime-local"
            required
            min={start}
            value={end}
            onInput={({ currentTarget: { value } }) => write({ end: value })}
          />
        </label>
      </div>
      <p class="soft small">By the clock in the room: {zoneName(room.zone, wallNow.peek())}</p>
      <label class="field">
        Why
        <input
          type="text"
          required
          maxLength={200}
          placeholder="The projector is being replaced"
          value={reason}
          onInput={({ currentTarget: { value } }) => write({ reason: value })}
        />
      </label>
      <p class="small">
        Meetings in the room then are moved to rooms that would do as well, and everybody is told.
        Those for which there is none you move by hand.
      </p>
      {failed.value && (
        <p class="card-warning" role="alert">
          {failed.value}
        </p>
      )}
      <div class="row">
        <button type="submit" class="danger" disabled={state.value === "asked"}>
          {state.value === "asked" ? "Closing …" : "Close the room"}
        </button>
        <button
          type="button"
          onClick={() => {
            opened.value = { kind: "room", room };
          }}
        >
          Back
        </button>
      </div>
    </form>
  );
}

/** From the next quarter of an hour on, for two hours. */
function usual(zone: string): Written {
  const first = Math.ceil(wallNow.peek() / SNAP_MS) * SNAP_MS;
  return {
    start: fieldOf(first, zone),
    end: fieldOf(first + 2 * HOUR_MS, zone),
    reason: "",
  };
}

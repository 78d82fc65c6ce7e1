/** Which day or week is shown, and by whose clock. All of it is in the address. */

import type { JSX } from "preact";
import { Choice } from "../components/choice.tsx";
import { setQuery } from "../shell/router.ts";
import { viewerZone } from "../time/format.ts";
import "./toolbar.css";
import { type RoomsView, stepDate, titleOf } from "./view.ts";

interface ToolbarProps {
  readonly view: RoomsView;
  readonly today: string;
  /** Shown when the address names no day. */
  readonly first: string;
}

export function Toolbar({ view, today, first }: ToolbarProps): JSX.Element {
  const { date, over, clock } = view;
  const show = (day: string) => setQuery({ day: day === first ? undefined : day });
  return (
    <div class="rooms-toolbar">
      <h1>
        <span class="unseen">Rooms, </span>
        {titleOf(view)}
      </h1>
      <div class="row">
        <div class="steps">
          <button
            type="button"
            aria-label={`The ${over} before`}
            onClick={() => show(stepDate(view, -1))}
          >
            ‹
          </button>
          <button type="button" aria-pressed={date === today} onClick={() => show(today)}>
            Today
          </button>
          <button
            type="button"
            aria-label={`The next ${over}`}
            onClick={() => show(stepDate(view, 1))}
          >
            ›
          </button>
        </div>
        <input
          type="date"
          aria-label="Day"
          value={date}
          onChange={({ currentTarget: { value } }) => value && show(value)}
        />
        <Choice
          label="How much"
          name="over"
          value={over}
          options={[
            { value: "day", label: "Day" },
            { value: "week", label: "Week" },
          ]}
          onChoose={(chosen) => setQuery({ over: chosen === "week" ? "week" : undefined })}
        />
        <Choice
          label="Times in"
          name="clock"
          value={clock}
          options={[
            { value: "viewer", label: "My time", title: viewerZone },
            { value: "room", label: "The room’s", title: "Each room by the clock on its wall" },
          ]}
          onChoose={(chosen) => setQuery({ zone: chosen === "room" ? "room" : undefined })}
        />
      </div>
    </div>
  );
}

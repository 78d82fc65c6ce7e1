/** A hold: whose, and for how long still. */

import type { Room } from "@holdfast/api";
import type { JSX } from "preact";
import { Countdown } from "../components/countdown.tsx";
import { names } from "../directory/directory.ts";
import { holderName } from "../directory/names.ts";
import { wholeSpan } from "../time/format.ts";
import "./card.css";
import type { Taken } from "../diary/taken.ts";
import { close } from "./page-state.ts";
import { shownZone } from "./shown-zone.ts";

export function HeldCard({ room, taken }: { room: Room; taken: Taken }): JSX.Element | null {
  const { what } = taken;
  if (what.status !== "held") return null;
  const { heldBy, freeAt } = what;
  return (
    <div class="stack">
      <dl class="card-facts">
        <dt>When</dt>
        <dd>{wholeSpan(taken, shownZone(room))}</dd>
        <dt>Held by</dt>
        <dd>{holderName(names.value, heldBy)}</dd>
        {freeAt && (
          <>
            <dt>Still for</dt>
            <dd>
              <Countdown until={freeAt} />
            </dd>
          </>
        )}
      </dl>
      <p class="soft">
        A hold is a promise for a short while: it becomes a booking, or it lapses by itself.
      </p>
      <div class="row">
        <button type="button" onClick={close}>
          Close
        </button>
      </div>
    </div>
  );
}

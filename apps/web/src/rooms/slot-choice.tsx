/** Choosing a slot in words, for thumbs and for those who know when. It is held as soon as it is chosen. */

import type { Room } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { isPast } from "../time/as-of.ts";
import { localTimeOf } from "../time/local-time.ts";
import { MINUTE_MS, type Range } from "../time/ranges.ts";
import { holdSlot } from "./holding.ts";
import { close } from "./page-state.ts";
import { shownZone } from "./shown-zone.ts";
import { slotOf, TimeFields, type WrittenSlot } from "./time-fields.tsx";

export function SlotChoice({ room, slot }: { room: Room; slot: Range }): JSX.Element {
  const zone = shownZone(room);
  const minutes = (slot.end - slot.start) / MINUTE_MS;
  const written = useSignal<WrittenSlot>({ ...localTimeOf(slot.start, zone), minutes });
  const chosen = slotOf(written.value, zone);
  const hold = (event: Event) => {
    event.preventDefault();
    if (!chosen) return;
    close();
    void holdSlot(room, chosen);
  };
  return (
    <form class="stack" onSubmit={hold}>
      <TimeFields
        written={written.value}
        zone={zone}
        onWrite={(next) => {
          written.value = next;
        }}
      />
      <div class="row">
        <button type="submit" class="primary" disabled={!chosen || isPast.value}>
          Hold it
        </button>
        <span class="soft small">Nobody else can take it while you fill in the rest.</span>
      </div>
    </form>
  );
}

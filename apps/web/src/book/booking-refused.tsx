/** A booking that did not come about: why, what was taken back, and what one can do now. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { NoAnswer } from "../api/http.ts";
import type { Saga, Suggestion } from "../api/shapes.ts";
import { SagaProgress } from "../meetings/saga-progress.tsx";
import { viewerZone } from "../time/format.ts";
import { explainConflict } from "./conflict.ts";
import { ConflictNotice } from "./conflict-notice.tsx";
import type { Names } from "./names.ts";
import type { KeptHold, Slot } from "./use-kept-hold.ts";

interface BookingRefusedProps {
  readonly error: Error;
  readonly names: Names;
  readonly kept: KeptHold;
  readonly saga: Saga | undefined;
  /** Another slot is held now. */
  readonly onHeld: () => void;
  readonly onAgain: () => void;
}

export function BookingRefused(props: BookingRefusedProps): JSX.Element {
  const { error, names, kept, saga, onHeld, onAgain } = props;
  const second = useSignal<Error | undefined>(undefined);
  const isBusy = useSignal(false);
  const conflict = explainConflict(second.value ?? error, names, viewerZone);

  const holdInstead = async (slot: Slot) => {
    isBusy.value = true;
    try {
      await kept.holdInstead(slot);
      onHeld();
    } catch (refusal) {
      second.value = refusal as Error;
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <ConflictNotice
      {...{ conflict, names, zone: viewerZone, busy: isBusy.value }}
      onChoose={(alternative: Suggestion) => holdInstead(alternative)}
    >
      {conflict.next === "hold-again" && (
        <button type="button" disabled={isBusy.value} onClick={() => holdInstead(kept.hold)}>
          Hold it again
        </button>
      )}
      {conflict.next === "try-again" && (error instanceof NoAnswer || !kept.isLapsed) && (
        <button type="button" disabled={isBusy.value} onClick={onAgain}>
          Try again
        </button>
      )}
      {error instanceof NoAnswer && (
        <span class="small soft">
          If it was booked all the same, trying again finds that: it is never booked twice.
        </span>
      )}
      {saga && saga.undone.length > 0 && (
        <details>
          <summary>What was taken back</summary>
          <SagaProgress saga={saga} definition="book-meeting" />
        </details>
      )}
    </ConflictNotice>
  );
}

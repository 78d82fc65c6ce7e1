/** A booking that did not come about: why, what was taken back, and what one can do now. */

import type { Saga, Suggestion } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Slot } from "../api/holds.ts";
import { NoAnswer } from "../api/http.ts";
import { names } from "../directory/directory.ts";
import { explainRefusal } from "../refusals/refusal.ts";
import { RefusalNotice } from "../refusals/refusal-notice.tsx";
import { SagaProgress } from "../sagas/saga-progress.tsx";
import { viewerZone } from "../time/format.ts";
import type { KeptHold } from "./use-kept-hold.ts";

interface BookingRefusedProps {
  readonly error: Error;
  readonly kept: KeptHold;
  readonly saga: Saga | undefined;
  /** Another slot is held now. */
  readonly onHeld: () => void;
  readonly onAgain: () => void;
}

export function BookingRefused(props: BookingRefusedProps): JSX.Element {
  const { error, kept, saga, onHeld, onAgain } = props;
  const second = useSignal<Error | undefined>(undefined);
  const isBusy = useSignal(false);
  const refusal = explainRefusal(second.value ?? error, names.value, viewerZone);

  const holdInstead = async (slot: Slot) => {
    isBusy.value = true;
    try {
      await kept.holdInstead(slot);
      onHeld();
    } catch (other) {
      second.value = other as Error;
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <RefusalNotice
      {...{ refusal, zone: viewerZone, busy: isBusy.value }}
      onChoose={(alternative: Suggestion) => holdInstead(alternative)}
    >
      {refusal.next === "hold-again" && (
        <button type="button" disabled={isBusy.value} onClick={() => holdInstead(kept.hold)}>
          Hold it again
        </button>
      )}
      {refusal.next === "try-again" && (error instanceof NoAnswer || !kept.isLapsed) && (
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
    </RefusalNotice>
  );
}

/** Cancels a meeting; those who were invited are told why. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { ChangeActions } from "./change-actions.tsx";
import "./change-form.css";
import type { ChangeFormProps } from "./change-form.ts";
import { ChangeRefused } from "./change-refused.tsx";
import { useChange } from "./use-change.ts";

export function CancelMeeting({ seen, onDone, onClose }: ChangeFormProps): JSX.Element {
  const reason = useSignal("");
  const { change, cancel } = useChange((underWay) =>
    onDone(underWay ? "The cancellation is under way." : "The meeting was cancelled."),
  );
  const isSending = change.kind === "sending";
  return (
    <form
      class="change-form"
      onSubmit={(event) => {
        event.preventDefault();
        void cancel(seen, reason.value.trim());
      }}
    >
      {change.kind === "failed" && (
        <ChangeRefused
          {...{ change, seen, busy: isSending }}
          onAgain={(upon) => void cancel(upon, reason.value.trim())}
        />
      )}
      <p>
        The room and everybody’s time become free at once, and a mail goes out to all who were
        invited. A cancelled meeting cannot be brought back.
      </p>
      <label class="field">
        Reason (optional)
        <input
          value={reason.value}
          maxLength={500}
          onInput={({ currentTarget }) => {
            reason.value = currentTarget.value;
          }}
        />
      </label>
      <ChangeActions
        {...{ isSending, onClose }}
        words="Cancel the meeting"
        sending="Cancelling …"
        danger
      />
    </form>
  );
}

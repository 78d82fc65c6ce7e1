/** Does it, or leaves it. What is on its way is shown at once. */

import type { JSX } from "preact";

interface ChangeActionsProps {
  readonly words: string;
  readonly sending: string;
  readonly isSending: boolean;
  readonly disabled?: boolean;
  readonly danger?: boolean;
  readonly onClose: () => void;
}

export function ChangeActions(props: ChangeActionsProps): JSX.Element {
  const { words, sending, isSending, disabled = false, danger = false, onClose } = props;
  return (
    <div class="row">
      <button
        type="submit"
        class={danger ? "danger" : "primary"}
        disabled={disabled || isSending}
        aria-busy={isSending}
      >
        {isSending ? sending : words}
      </button>
      <button type="button" onClick={onClose}>
        Leave it as it is
      </button>
    </div>
  );
}

/** Whose mails are shown. */

import type { Person } from "@holdfast/api";
import type { JSX } from "preact";

interface RecipientFilterProps {
  readonly people: readonly Person[];
  /** A person's id, or an address. */
  readonly recipient: string | undefined;
  readonly onChange: (recipient: string | undefined) => void;
}

export function RecipientFilter({
  people,
  recipient,
  onChange,
}: RecipientFilterProps): JSX.Element {
  const isStranger = recipient !== undefined && !people.some(({ id }) => id === recipient);
  return (
    <label class="field">
      Sent to
      <select
        value={recipient ?? ""}
        onChange={({ currentTarget }) => onChange(currentTarget.value || undefined)}
      >
        <option value="">Everybody</option>
        {isStranger && <option value={recipient}>{recipient}</option>}
        {people.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

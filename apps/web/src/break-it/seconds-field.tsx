/** For how long a fault lasts. */

import type { JSX } from "preact";

const SECONDS_MAX = 30;
const SECONDS_MIN = 0.1;

interface SecondsFieldProps {
  readonly value: number;
  readonly onChange: (seconds: number) => void;
}

export function SecondsField({ value, onChange }: SecondsFieldProps): JSX.Element {
  return (
    <label class="field seconds">
      For seconds
      <input
        type="number"
        required
        min={SECONDS_MIN}
        max={SECONDS_MAX}
        step={SECONDS_MIN}
        value={value}
        onInput={({ currentTarget }) => {
          if (currentTarget.value !== "") onChange(Number(currentTarget.value));
        }}
      />
    </label>
  );
}

/** How much memory a process takes, of what it may. */

import type { JSX } from "preact";
import "./memory-bar.css";

interface MemoryBarProps {
  readonly rssBytes: number | null | undefined;
  /** A process that takes more is ended, and started anew. */
  readonly limitMb: number | null | undefined;
}

const MB = 2 ** 20;
const NEARLY_FULL = 0.85;

export function MemoryBar({ rssBytes, limitMb }: MemoryBarProps): JSX.Element | null {
  if (rssBytes == null) return null;
  const takenMb = Math.round(rssBytes / MB);
  if (limitMb == null) return <p class="memory small">Memory: {takenMb} MB</p>;
  const share = Math.min(1, takenMb / limitMb);
  return (
    <div class={share > NEARLY_FULL ? "memory full small" : "memory small"}>
      <div class="memory-track" aria-hidden="true">
        <div style={{ width: `${share * 100}%` }} />
      </div>
      <p>
        Memory: {takenMb} MB of at most {limitMb} MB
        {share > NEARLY_FULL && " – nearly full"}
      </p>
    </div>
  );
}

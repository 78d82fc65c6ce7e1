/** What goes wrong on a weak setting, by name, when two do at once what it should keep apart. */

import { type DialPosition, isWeakWrite, READ, type WriteName } from "@holdfast/dial/settings";

export type AnomalyName =
  | "double-booking"
  | "lost-update"
  | "double-send"
  | "stale-write"
  | "stale-read"
  | "non-monotonic-read";

/** What a write goes wrong by when two do it at once. */
const BROKEN_PROMISE: Readonly<Record<WriteName, AnomalyName>> = {
  "place-hold": "double-booking",
  "edit-meeting": "lost-update",
  "send-notification": "double-send",
};

/** What the staged race has to show there, every time; nothing, of a strong setting. */
export function expectedAnomalies(position: DialPosition): readonly AnomalyName[] {
  if (position.operation === READ) {
    return position.setting === "eventual" ? ["non-monotonic-read", "stale-read"] : [];
  }
  if (!isWeakWrite(position.setting)) return [];
  const found = new Set<AnomalyName>([BROKEN_PROMISE[position.operation]]);
  if (position.setting === "unfenced-lock") found.add("stale-write");
  if (position.setting === "last-write-wins") found.add("lost-update");
  return [...found].sort();
}

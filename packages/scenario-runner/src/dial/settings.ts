/**
 * What the dial can turn: four operations, and the guarantee under which each of them is done.
 *
 *     strong   transaction   optimistic   pessimistic     at every one of them the promise holds
 *     weak     unfenced-lock  check-then-act  last-write-wins     what people write instead
 *
 * For reading: `strong` reads the head, `at-least` a view that has come as far as the reader has seen,
 * `eventual` whatever a view shows.
 */

export const WRITES = ["place-hold", "edit-meeting", "send-notification"] as const;
export const READ = "read-diary";
export const OPERATIONS = [...WRITES, READ] as const;

export type WriteName = (typeof WRITES)[number];
export type OperationName = (typeof OPERATIONS)[number];

export const STRONG_WRITES = ["transaction", "optimistic", "pessimistic"] as const;
export const WEAK_WRITES = ["unfenced-lock", "check-then-act", "last-write-wins"] as const;
export const STRONG_READS = ["strong", "at-least"] as const;
export const WEAK_READS = ["eventual"] as const;

export type StrongWriteSetting = (typeof STRONG_WRITES)[number];
export type WeakWriteSetting = (typeof WEAK_WRITES)[number];
export type WriteSetting = StrongWriteSetting | WeakWriteSetting;
export type ReadSetting = (typeof STRONG_READS)[number] | (typeof WEAK_READS)[number];
export type Setting = WriteSetting | ReadSetting;

export type AnomalyName =
  | "double-booking"
  | "lost-update"
  | "double-send"
  | "stale-write"
  | "stale-read"
  | "non-monotonic-read";

/** What the dial can be turned to for one operation, from the strongest to the weakest. */
export type DialPosition =
  | { readonly operation: WriteName; readonly setting: WriteSetting }
  | { readonly operation: typeof READ; readonly setting: ReadSetting };

export function positionsOf(operation: OperationName): readonly DialPosition[] {
  if (operation === READ) {
    return [...STRONG_READS, ...WEAK_READS].map((setting) => ({ operation, setting }));
  }
  return [...STRONG_WRITES, ...WEAK_WRITES].map((setting) => ({ operation, setting }));
}

export function isWeak(setting: Setting): boolean {
  return isOneOf(WEAK_WRITES, setting) || isOneOf(WEAK_READS, setting);
}

export function isWeakWrite(setting: WriteSetting): setting is WeakWriteSetting {
  return isOneOf(WEAK_WRITES, setting);
}

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

function isOneOf(settings: readonly string[], setting: string): boolean {
  return settings.includes(setting);
}

/**
 * What the dial can turn: four operations, and the guarantee under which each of them is done.
 *
 *     strong   transaction   optimistic   pessimistic     at every one of them the promise holds
 *     weak     unfenced-lock  check-then-act  last-write-wins     what people write instead
 *
 * For reading: `strong` reads the head, `at-least` a view that has come as far as the reader has seen,
 * `eventual` whatever a view shows. Names only: whoever needs no more does not load what they name.
 */

export const WRITES = ["place-hold", "edit-meeting", "send-notification"] as const;
export const READ = "read-diary";
export const OPERATIONS = [...WRITES, READ] as const;

export type WriteName = (typeof WRITES)[number];
export type OperationName = (typeof OPERATIONS)[number];

export const STRONG_WRITES = ["transaction", "optimistic", "pessimistic"] as const;
export const WEAK_WRITES = ["unfenced-lock", "check-then-act", "last-write-wins"] as const;
export const WRITE_SETTINGS = [...STRONG_WRITES, ...WEAK_WRITES] as const;
export const STRONG_READS = ["strong", "at-least"] as const;
export const WEAK_READS = ["eventual"] as const;
export const READ_SETTINGS = [...STRONG_READS, ...WEAK_READS] as const;

export type StrongWriteSetting = (typeof STRONG_WRITES)[number];
export type WeakWriteSetting = (typeof WEAK_WRITES)[number];
export type WriteSetting = StrongWriteSetting | WeakWriteSetting;
export type ReadSetting = (typeof STRONG_READS)[number] | (typeof WEAK_READS)[number];
export type Setting = WriteSetting | ReadSetting;

/** What the dial can be turned to for one operation, from the strongest to the weakest. */
export type DialPosition =
  | { readonly operation: WriteName; readonly setting: WriteSetting }
  | { readonly operation: typeof READ; readonly setting: ReadSetting };

/** Of the operations that are turned at all; the others are as they always are. */
export type DialSettings = {
  readonly [O in OperationName]?: (O extends WriteName ? WriteSetting : ReadSetting) | undefined;
};

export function settingsOf(operation: OperationName): readonly Setting[] {
  return operation === READ ? READ_SETTINGS : WRITE_SETTINGS;
}

export function positionsOf(operation: OperationName): readonly DialPosition[] {
  if (operation === READ) return READ_SETTINGS.map((setting) => ({ operation, setting }));
  return WRITE_SETTINGS.map((setting) => ({ operation, setting }));
}

export function isWeak(setting: Setting): boolean {
  return isOneOf(WEAK_WRITES, setting) || isOneOf(WEAK_READS, setting);
}

export function isWeakWrite(setting: WriteSetting): setting is WeakWriteSetting {
  return isOneOf(WEAK_WRITES, setting);
}

export function isOperation(name: string): name is OperationName {
  return isOneOf(OPERATIONS, name);
}

/** As one line, for a process's environment: `place-hold=optimistic,read-diary=strong`. */
export function dialText(settings: DialSettings): string {
  return Object.entries(settings)
    .filter(([, setting]) => setting !== undefined)
    .map(([operation, setting]) => `${operation}=${setting}`)
    .join(",");
}

/** @throws Error when it names no operation, or no setting of it */
export function parseDialText(text: string): DialSettings {
  const pairs = text.split(",").map((each) => {
    const [operation = "", setting = ""] = each.split("=");
    const isKnown =
      isOperation(operation) && settingsOf(operation).some((known) => known === setting);
    if (!isKnown) throw new Error(`"${each}" is nothing that the dial can be turned to.`);
    return [operation, setting] as const;
  });
  return Object.fromEntries(pairs);
}

function isOneOf(settings: readonly string[], setting: string): boolean {
  return settings.includes(setting);
}

/**
 * The one error class, and the catalogue of its codes.
 *
 * A lost race is not an error: it is a value that the caller has to look at (see `outcome.ts`).
 * These are for broken use and broken engines. Match on `code`, never on the message.
 */

interface CatalogueEntry {
  /** What happened and what to do about it. */
  readonly advice: string;
  /** Can the same call succeed later, unchanged? */
  readonly retryable: boolean;
}

export const ERRORS = {
  "key-invalid": {
    advice: "A key is a non-empty array of strings and finite numbers.",
    retryable: false,
  },
  "key-too-large": {
    advice: "The encoded key exceeds the engine's keyBytesMax. Use shorter ids.",
    retryable: false,
  },
  "value-invalid": {
    advice: "A value must be something that JSON can carry: no functions, undefined or bigints.",
    retryable: false,
  },
  "value-too-large": {
    advice: "The value exceeds the engine's valueBytesMax. Split it over several keys.",
    retryable: false,
  },
  "transaction-too-large": {
    advice: "The transaction writes more keys than transactionKeysMax. Do it in several.",
    retryable: false,
  },
  "transaction-asynchronous": {
    advice: "A transaction's body must be synchronous. Do I/O before it and pass results in.",
    retryable: false,
  },
  "transaction-finished": {
    advice: "A transaction handle was used after its body had returned. Keep it inside the body.",
    retryable: false,
  },
  "lease-too-short": {
    advice: "The lease is shorter than the engine's leaseMsMin. Ask for a longer one.",
    retryable: false,
  },
  "lease-lapsed": {
    advice: "A key was put under a lease that has ended. Check the lease in the same transaction.",
    retryable: false,
  },
  "lock-lost": {
    advice: "The lock's lease had lapsed, or it was released. Nothing was written: take it anew.",
    retryable: false,
  },
  "lock-never-held": {
    advice: "Nobody was ever granted the lock under this fence. Use the one that came with it.",
    retryable: false,
  },
  "lock-timeout": {
    advice: "Somebody had the lock for as long as there was time to wait. Ask again.",
    retryable: true,
  },
  "lock-nested": {
    advice: "This handle holds the lock already. Do the work in the callback that has it.",
    retryable: false,
  },
  "lock-out-of-order": {
    advice: "It comes before a lock that is held already. Name them all in one `run`.",
    retryable: false,
  },
  "role-violation": {
    advice:
      "Nothing was written, and this was recorded. Give the role that key, or leave it alone.",
    retryable: false,
  },
  "slot-invalid": {
    advice: "A slot is [start, end) in whole milliseconds, start before end, seven days at most.",
    retryable: false,
  },
  "artifacts-too-many": {
    advice: "A task hands over at most 64 artifacts. Put more into each, or make several tasks.",
    retryable: false,
  },
  "revision-not-retained": {
    advice: "That revision is older than the retained past. Read a later one.",
    retryable: false,
  },
  "revision-in-the-future": {
    advice: "No such revision has been committed yet. Wait for it, or read the present.",
    retryable: true,
  },
  "engine-closed": {
    advice: "The engine has been closed. Open the state again.",
    retryable: false,
  },
  "engine-full": {
    advice: "The disk or the map is full. Nothing was changed. Make room, then try again.",
    retryable: true,
  },
  "engine-failed": {
    advice: "The store reported a failure. The transaction has left nothing behind.",
    retryable: true,
  },
  "state-foreign": {
    advice: "The file is not a Holdfast state. Point --state at another folder.",
    retryable: false,
  },
  "state-format": {
    advice: "The state was written by another version of the format. Open it with that version.",
    retryable: false,
  },
  "state-missing": {
    advice: "There is no state, or no backup, of that name. Name another one.",
    retryable: false,
  },
  "state-exists": {
    advice: "There is a state already, and it stays as it is. Name another folder, or replace it.",
    retryable: false,
  },
  "state-not-throw-away": {
    advice:
      "What breaks promises on purpose works only on a state that was made to be thrown away.",
    retryable: false,
  },
  failpoint: {
    advice: "A failpoint was armed to fail here: a test wants it so. Treat it as any failure.",
    retryable: true,
  },
  "failpoint-rule-invalid": {
    advice: "Arm a failpoint that there is, with an action that is possible there, under a new id.",
    retryable: false,
  },
  "history-invalid": {
    advice:
      "A run history is JSON Lines, one entry a line. Mend the line, or record the run again.",
    retryable: false,
  },
  "state-damaged": {
    advice: "The state's file is damaged, or a part of it is missing. Restore a backup.",
    retryable: false,
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof ERRORS;

export class HoldfastError extends Error {
  override readonly name = "HoldfastError";
  readonly code: ErrorCode;
  readonly retryable: boolean;

  /** `problem` says what is wrong in this case; the catalogue adds what to do about it. */
  constructor(code: ErrorCode, { problem, cause }: { problem?: string; cause?: unknown } = {}) {
    const { advice, retryable } = ERRORS[code];
    super(problem ? `${problem} ${advice}` : advice, { cause });
    this.code = code;
    this.retryable = retryable;
  }
}

/** Is this one of ours, with that code? Safe across copies of the package. */
export function isHoldfastError(error: unknown, code?: ErrorCode): error is HoldfastError {
  if (!(error instanceof Error) || error.name !== "HoldfastError") return false;
  return code === undefined || (error as HoldfastError).code === code;
}

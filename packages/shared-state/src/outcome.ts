/**
 * A lost race is a value.
 *
 * Whoever asks for something that another may take first gets an outcome: `ok`, or a reason from a
 * closed set, which the compiler makes the caller look at. Errors are for broken use only.
 */

export type Granted<Result extends object = object> = { readonly ok: true } & Readonly<Result>;

export type Refused<Reason extends string, Detail extends object = object> = {
  readonly ok: false;
  readonly reason: Reason;
} & Readonly<Detail>;

export function granted<Result extends object>(result: Result): Granted<Result> {
  return { ok: true, ...result };
}

export function refused<Reason extends string>(reason: Reason): Refused<Reason>;
export function refused<Reason extends string, Detail extends object>(
  reason: Reason,
  detail: Detail,
): Refused<Reason, Detail>;
export function refused(reason: string, detail: object = {}) {
  return { ok: false, reason, ...detail };
}

/** JSON has no NaN and no infinity, and would keep null in their place. */

import { HoldfastError } from "./errors.ts";

/** @throws HoldfastError `value-invalid` */
export function mustBeFinite(name: string, value: number): number {
  if (Number.isFinite(value)) return value;
  throw new HoldfastError("value-invalid", { problem: `${name} is ${String(value)}.` });
}

/**
 * Text that is no text: half of a surrogate pair, which JSON can smuggle in and UTF-8 cannot carry
 * out again. It is refused wherever it stands in a body, before any schema looks at it.
 */

import { fieldName } from "./error-handler.ts";
import { invalid } from "./problems.ts";

/** @throws Problem `request-invalid`, naming the field */
export function checkWellFormed(value: unknown, path: readonly string[] = []): void {
  if (typeof value === "string" && !value.isWellFormed()) {
    throw invalid({ field: fieldName(path), message: "contains half of a surrogate pair" });
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) checkWellFormed(member, [...path, key]);
}

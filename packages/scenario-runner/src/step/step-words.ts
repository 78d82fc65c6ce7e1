/** What a step would do, in the words of the scenario: `book room alan-turing, at 10:00`. */

import { actionOf } from "../format/naming.ts";
import type { Step } from "../format/steps.ts";

export function stepInWords(step: Step): string {
  const action = actionOf(step);
  const asked: unknown = action && step[action];
  if (typeof asked !== "object" || asked === null) return String(action);
  const parts = Object.entries(asked).flatMap(([name, value]) => {
    const isTold = value !== undefined && !(Array.isArray(value) && value.length === 0);
    return isTold ? [`${name} ${inWords(value)}`] : [];
  });
  return `${action} ${parts.join(", ")}`;
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join(" and ");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${inWords(inner)}`)
    .join(", ");
}

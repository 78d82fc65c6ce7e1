/**
 * The dial of a scenario: which guarantees are turned, by its file and by whoever runs it, and whether
 * anybody in it does what they are about. A guarantee that is turned where nobody needs it would be
 * ignored without a word.
 */

import {
  type DialSettings,
  isOperation,
  isWeak,
  type OperationName,
  settingsOf,
} from "@holdfast/dial/settings";
import { actionOf, namedSteps } from "./naming.ts";
import type { Scenario } from "./scenario.ts";
import type { ActionName } from "./steps.ts";
import { suggestionFor } from "./suggestion.ts";

/** Which actions an operation of the dial is a part of. */
const PART_OF: Readonly<Record<OperationName, readonly ActionName[]>> = {
  "place-hold": ["place-hold", "book", "move", "close-room"],
  "edit-meeting": ["edit"],
  "send-notification": ["book", "confirm-hold", "move", "cancel", "close-room"],
  "read-diary": ["read-diary"],
};

/** The dial cannot be turned so. */
export class DialError extends Error {
  override readonly name = "DialError";
  readonly code = "dial-invalid";
}

/** Undefined: somebody does what it turns. Otherwise a complaint. */
export function whyNotTurned(
  operation: OperationName,
  { actors }: Pick<Scenario, "actors">,
): string | undefined {
  const done = new Set(namedSteps({ actors }).map(({ step }) => actionOf(step)));
  if (PART_OF[operation].some((action) => done.has(action))) return undefined;
  const parts = PART_OF[operation].join(", ");
  const hint =
    operation === "edit-meeting" && done.has("move")
      ? '; a move is a saga, of which "place-hold" turns what it holds'
      : "";
  return `nobody does what "${operation}" is a part of (${parts})${hint}`;
}

export function isWeaklyTurned({ dial = {} }: Pick<Scenario, "dial">): boolean {
  return Object.values(dial).some((setting) => setting !== undefined && isWeak(setting));
}

/**
 * The scenario with its dial turned otherwise. What its file expects to be broken belongs to the file's
 * own settings: from now on every promise has to hold.
 * @throws DialError when nobody in it does what is turned
 */
export function withDial(scenario: Scenario, dial: DialSettings): Scenario {
  for (const operation of Object.keys(dial).filter(isOperation)) {
    const why = whyNotTurned(operation, scenario);
    if (why) throw new DialError(`${scenario.name}: ${why}.`);
  }
  const { violated: _ofTheFile, ...expect } = scenario.expect;
  return { ...scenario, dial: { ...scenario.dial, ...dial }, expect };
}

/**
 * One setting as a command line has it: `place-hold=check-then-act`.
 * @throws DialError
 */
export function readDialOption(text: string): DialSettings {
  const [operation = "", setting = "", ...more] = text.split("=");
  if (more.length > 0 || setting === "") {
    throw new DialError(`"${text}" is no setting: it is OPERATION=SETTING.`);
  }
  if (!isOperation(operation)) throw new DialError(unknown("operation", operation, operations()));
  const known = settingsOf(operation);
  if (!known.some((each) => each === setting)) {
    throw new DialError(unknown(`setting of ${operation}`, setting, known));
  }
  return { [operation]: setting };
}

function operations(): readonly OperationName[] {
  return Object.keys(PART_OF).filter(isOperation);
}

function unknown(what: string, written: string, known: readonly string[]): string {
  const meant = suggestionFor(written, known);
  const suggestion = meant === undefined ? "" : ` Did you mean "${meant}"?`;
  return `There is no ${what} "${written}", only ${known.join(", ")}.${suggestion}`;
}

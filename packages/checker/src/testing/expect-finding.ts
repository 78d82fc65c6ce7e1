/** What the tests of all checks ask of a finding. */

import { expect } from "vitest";
import type { Check } from "../check.ts";
import { entriesOf } from "../entry-refs.ts";
import type { History } from "../history.ts";
import { findingOf } from "../judge.ts";
import type { EntryRef, Verdict } from "../verdict.ts";

export function verdictOf(check: Check, history: History): Verdict | "nothing to look at" {
  return findingOf(check, history)?.verdict ?? "nothing to look at";
}

/**
 * The history breaks the promise in this way, with exactly this witness (`commit 3`, `operation o1`),
 * of which no entry can be spared.
 */
export function expectViolation(
  check: Check,
  history: History,
  { kind, witness }: { kind: string; witness: readonly string[] },
): void {
  const looked = check.look(history);
  expect(looked).toMatchObject({ verdict: "violated", kind });
  const finding = findingOf(check, history);
  expect(finding).toMatchObject({ check: check.name, verdict: "violated" });
  expect(finding?.explanation).toMatch(/^[\s\S]+\.$/);
  const refs = finding?.witness ?? [];
  expect(refs.map(({ kind, ref }) => `${kind} ${ref}`)).toEqual(witness);
  for (const spared of refs) {
    const left = check.look(without(history, refs, spared));
    const stillShows = left?.verdict === "violated" && left.kind === kind;
    expect(stillShows, `${spared.kind} ${spared.ref} could be spared`).toBe(false);
  }
}

function without(history: History, refs: readonly EntryRef[], spared: EntryRef): History {
  const frame = history.filter(({ kind }) => kind === "run" || kind === "end");
  const rest = entriesOf(
    history,
    refs.filter((ref) => ref !== spared),
  );
  return [...frame, ...rest];
}

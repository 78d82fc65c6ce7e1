/**
 * The program that shows planted bugs being caught: `npm run planted -- NAME…`; without a name, all that
 * there are. `--table` prints the table of `test/BUGS.md` instead.
 *
 * Exit status:
 *   0  each was caught, by the check and with the witness that it should be
 *   1  one was missed, or caught otherwise
 *   2  no bug is planted under such a name
 */

import { entriesOf, type HistoryEntry } from "@holdfast/checker";
import type { PlantedBug } from "./bug.ts";
import { BUGS, bugNamed } from "./bugs.ts";
import { bugsTable } from "./bugs-table.ts";
import { catchOf, violationsIn } from "./judged.ts";
import { runWithBug } from "./run-bug.ts";

const names = process.argv.slice(2);
if (names.includes("--table")) console.log(bugsTable().join("\n"));
else await showNamed(names);

async function showNamed(wanted: readonly string[]): Promise<void> {
  const unknown = wanted.filter((name) => !BUGS.some((bug) => bug.name === name));
  if (unknown.length === 0) return showAll(wanted.length > 0 ? wanted.map(bugNamed) : BUGS);
  console.error(`No bug is planted under the name ${unknown.join(", ")}. There are:`);
  for (const { name } of BUGS) console.error(`  ${name}`);
  process.exitCode = 2;
}

async function showAll(bugs: readonly PlantedBug[]): Promise<void> {
  const missed: string[] = [];
  for (const bug of bugs) if (!(await show(bug))) missed.push(bug.name);
  console.log(`\n${bugs.length - missed.length} of ${bugs.length} planted bugs were caught.`);
  if (missed.length > 0) process.exitCode = 1;
}

async function show(bug: PlantedBug): Promise<boolean> {
  const beginMs = performance.now();
  const judged = await runWithBug(bug);
  const seconds = ((performance.now() - beginMs) / 1_000).toFixed(1);
  console.log(`\n${bug.name} (${seconds} s)\n  planted: ${bug.story}`);
  for (const { check, explanation, witness = [] } of violationsIn(judged)) {
    console.log(`  ${check} is violated: ${explanation}`);
    for (const entry of entriesOf(judged.history, witness)) console.log(`    ${inWords(entry)}`);
  }
  const caught = catchOf(bug, judged);
  const asExpected = caught?.witness?.length === bug.caughtBy.witness;
  const { check, witness } = bug.caughtBy;
  if (!asExpected) console.log(`  MISSED: ${check} should have shown it by ${witness} entries.`);
  return asExpected;
}

/** One line: a witness is read by a person. */
function inWords(entry: HistoryEntry): string {
  if (entry.kind === "operation") {
    const { process: by, name, key, input, output, outcome } = entry;
    if (name === "transaction") return `${by} ran a transaction ${JSON.stringify(output)}`;
    return `${by} asked for ${name} of ${key} ${JSON.stringify(input) ?? ""}: ${outcome}`;
  }
  if (entry.kind !== "commit") return JSON.stringify(entry);
  const changes = entry.changes.map(
    ({ key, value }) => `${value === undefined ? "deletes" : "puts"} ${key.join("/")}`,
  );
  return `revision ${entry.revision}, by ${entry.actor}: ${changes.join(", ")}`;
}

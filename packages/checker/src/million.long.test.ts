/** A million operations: how long reading them and judging them takes. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@holdfast/shared-state";
import { expect, it } from "vitest";
import { historySerializable } from "./checks/history-serializable.ts";
import { findingOf, judge } from "./judge.ts";
import { readHistory } from "./read-history.ts";
import { manyTransactions } from "./testing/many-transactions.ts";

const COUNT = 1_000_000;
const JUDGED_MS_MAX = 5_000;

it("a million transactions are judged in under five seconds", async () => {
  const clock = systemClock();
  const history = manyTransactions(COUNT);
  const begun = clock.monotonicMs();
  expect(findingOf(historySerializable, history)?.verdict).toBe("ok");
  const judged = clock.monotonicMs();
  expect(judge(history).verdict).toBe("ok");
  const all = clock.monotonicMs();

  const folder = mkdtempSync(join(tmpdir(), "holdfast-history-"));
  try {
    const file = join(folder, "history.jsonl");
    for (let at = 0; at < COUNT; at += 100_000) {
      const lines = history.slice(at, at + 100_000).map((entry) => `${JSON.stringify(entry)}\n`);
      writeFileSync(file, lines.join(""), { flag: "a" });
    }
    const opened = clock.monotonicMs();
    expect((await readHistory(file)).history).toHaveLength(COUNT);
    const read = clock.monotonicMs();
    console.log(
      `serializable ${Math.round(judged - begun)} ms, every check ${Math.round(all - judged)} ms, ` +
        `reading ${Math.round(read - opened)} ms`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(judged - begun).toBeLessThan(JUDGED_MS_MAX);
});

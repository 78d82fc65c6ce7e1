import { expect, it } from "vitest";
import { historySerializable } from "../checks/history-serializable.ts";
import type { History } from "../history.ts";
import { findingOf } from "../judge.ts";
import { manyTransactions } from "../testing/many-transactions.ts";
import { isSerialInCommitOrder } from "./commit-order.ts";
import { transactionsOf } from "./transactions.ts";

const LOADED_MACHINE_MS = 60_000;

it("a hundred thousand transactions are scanned", { timeout: LOADED_MACHINE_MS }, () => {
  expect(findingOf(historySerializable, manyTransactions(100_000))?.verdict).toBe("ok");
});

it("one stale write among many is found", () => {
  const wrong = overwritingAStaleVersion(manyTransactions(12_000));
  const finding = findingOf(historySerializable, wrong);
  expect(finding?.verdict).toBe("violated");
  expect(finding?.witness).toHaveLength(2);
});

it("what comes from the future is no serial order", () => {
  const [first, second] = manyTransactions(2);
  const output = { reads: [{ key: "room/1", revision: 2 }], writes: [], revision: 1 };
  expect(isSerialInCommitOrder(transactionsOf([first!, second!]))).toBe(true);
  expect(isSerialInCommitOrder(transactionsOf([{ ...first!, output }, second!]))).toBe(false);
});

it("the order in which a history was written down does not matter", () => {
  const history = manyTransactions(1_000);
  expect(isSerialInCommitOrder(transactionsOf([...history].reverse()))).toBe(true);
});

/** The last transaction says that it read what was there long ago. */
function overwritingAStaleVersion(history: History): History {
  const last = history.at(-1);
  if (last?.kind !== "operation") throw new Error("There is no last operation.");
  const { writes, revision } = last.output as { writes: { key: string }[]; revision: number };
  const output = { reads: [{ key: writes[0]!.key, revision: 0 }], writes, revision };
  return [...history.slice(0, -1), { ...last, output }];
}

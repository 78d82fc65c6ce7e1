/**
 * All transactions could have happened one after the other.
 *
 * First it is tried whether they did, in the order of their commits: see `adya/commit-order.ts`. If
 * not, the graph of who must come before whom is searched for the shortest cycle.
 */

import { findAnomaly } from "../adya/anomalies.ts";
import { isSerialInCommitOrder } from "../adya/commit-order.ts";
import { TRANSACTION, type Transaction, transactionsOf } from "../adya/transactions.ts";
import { unwrittenRead } from "../adya/unwritten-read.ts";
import { type Check, kept, violated } from "../check.ts";
import { countInWords } from "../words.ts";

export const historySerializable: Check = {
  name: "history-serializable",
  promise: "All transactions have an order in which they could have happened one after the other.",
  judgedByCommits: [TRANSACTION],

  look(history) {
    const transactions = transactionsOf(history);
    if (transactions.length === 0) return undefined;
    const saw = kept(whatWasSeen(transactions));
    if (!unwrittenRead(transactions) && isSerialInCommitOrder(transactions)) return saw;
    const anomaly = findAnomaly(transactions);
    if (!anomaly) return saw;
    const { name, transactions: involved, because } = anomaly;
    const about = involved.map((each) => each.name).join(" ");
    const entries = involved.flatMap((each) => each.entries);
    return violated(name, about, entries, `${name}: ${because.join("; ")}.`);
  },
};

/** A commit by itself says over which version it was written, and nothing of what was read. */
function whatWasSeen(transactions: readonly Transaction[]): string {
  const count = countInWords(transactions.length, "transaction");
  const reading = transactions.filter(({ reads }) => reads.length > 0).length;
  return reading > 0
    ? `${count} put in order, ${reading} of them also by what they had read.`
    : `${count} put in order, by what they wrote alone: what they read was not recorded.`;
}

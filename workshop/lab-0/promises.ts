/** What the chapter's store and saga promise, as anybody can see it from what is asked and told. */

import { type Check, type History, kept, type Operation, violated } from "@holdfast/checker";

const refusedChangesNothing: Check = {
  name: "refused-changes-nothing",
  promise: "A write that was refused has left everything as it was.",

  look(history) {
    const refused = writesThat("refused", history);
    for (const look of operations(history, "read")) {
      const seen = refused.find(
        (write) => isBefore(write, look) && doneIn(look).includes(stepOf(write)),
      );
      if (!seen) continue;
      const said =
        `${seen.process} was refused to record "${stepOf(seen)}"; ` +
        `then ${look.process} reads: ${doneIn(look).join(", ")}.`;
      return violated("seen-though-refused", seen.id, [seen, look], said);
    }
    return kept(`${refused.length} refused writes looked at.`);
  },
};

const acceptedIsKept: Check = {
  name: "accepted-is-kept",
  promise: "A step that was recorded stands in the list from then on, once.",

  look(history) {
    const accepted = writesThat("ok", history);
    for (const look of operations(history, "read")) {
      const wrong = accepted.find(
        (write) => isBefore(write, look) && timesIn(look, stepOf(write)) !== 1,
      );
      if (!wrong) continue;
      const said =
        `${wrong.process} has recorded "${stepOf(wrong)}"; ` +
        `then ${look.process} reads: ${doneIn(look).join(", ") || "nothing"}.`;
      return violated("not-once", wrong.id, [wrong, look], said);
    }
    return kept(`${accepted.length} recorded steps looked at.`);
  },
};

const compensatedLeavesNothing: Check = {
  name: "compensated-leaves-nothing",
  promise: "When a saga is compensated, nothing of what it did still stands.",

  look(history) {
    const looks = operations(history, "look-around");
    for (const look of looks) {
      const { state, standing } = look.output as { state: string; standing: readonly string[] };
      const [left] = standing;
      if (state !== "compensated" || left === undefined) continue;
      const performed = operations(history, "perform").filter(({ key }) => key === left);
      const said = `The saga is called compensated, and "${left}" still stands.`;
      return violated("left-standing", left, [...performed, look], said);
    }
    return kept(`${looks.length} sagas looked at.`);
  },
};

const undoneInReverse: Check = {
  name: "undone-in-reverse",
  promise: "What was done last is undone first.",

  look(history) {
    const performed = operations(history, "perform").filter(({ outcome }) => outcome === "ok");
    const undone = operations(history, "undo").filter(({ outcome }) => outcome === "ok");
    for (const [index, later] of performed.entries()) {
      for (const earlier of performed.slice(0, index)) {
        const [first, second] = [earlier, later].map(({ key }) =>
          undone.find((each) => each.key === key),
        );
        if (!first || !second || isBefore(second, first)) continue;
        const said =
          `"${later.key}" was done after "${earlier.key}", and was not undone before it: ` +
          "whoever had been notified could still have come to a room that was free for others.";
        const about = `${earlier.key} ${later.key}`;
        return violated("out-of-order", about, [earlier, later, first, second], said);
      }
    }
    return kept(`${undone.length} undone steps looked at.`);
  },
};

const sagasEnd: Check = {
  name: "sagas-end",
  promise: "A saga ends, if its coordinator comes back often enough.",

  look(history) {
    const looks = operations(history, "look-around");
    for (const look of looks) {
      const { state } = look.output as { state: string };
      if (state === "running") return violated("running", look.id, [look], "The saga never ended.");
    }
    return kept(`${looks.length} sagas looked at.`);
  },
};

const oneWriterPerVersion: Check = {
  name: "one-writer-per-version",
  promise: "Of those who write on top of one version, one is told that it was written.",

  look(history) {
    const granted = storeWrites(history).filter(({ outcome }) => outcome === "ok");
    for (const [index, one] of granted.entries()) {
      const other = granted
        .slice(index + 1)
        .find((each) => each.key === one.key && versionOf(each) === versionOf(one));
      if (!other) continue;
      const said = `${one.process} and ${other.process} were both told that they wrote on top of version ${versionOf(one)}.`;
      return violated("two-writers", `${one.id} ${other.id}`, [one, other], said);
    }
    return kept(`${granted.length} writes looked at.`);
  },
};

const acceptedIsSeen: Check = {
  name: "accepted-is-seen",
  promise: "Whoever looks after a write sees that write, or a later one.",

  look(history) {
    const granted = storeWrites(history).filter(({ outcome }) => outcome === "ok");
    for (const look of operations(history, "look")) {
      const { version } = look.output as { version: number };
      const unseen = granted.find(
        (write) => write.key === look.key && isBefore(write, look) && version <= versionOf(write),
      );
      if (!unseen) continue;
      const said =
        `${unseen.process} was told that it wrote version ${versionOf(unseen) + 1}; ` +
        `later ${look.process} sees version ${version}.`;
      return violated("unseen", unseen.id, [unseen, look], said);
    }
    return kept(`${granted.length} writes looked at.`);
  },
};

const refusedWithReason: Check = {
  name: "refused-with-reason",
  promise: "Nobody is refused on a version on top of which nobody else writes.",

  look(history) {
    const writes = storeWrites(history);
    const refused = writes.filter(({ outcome }) => outcome === "refused");
    for (const one of refused) {
      const reason = writes.some(
        (other) =>
          other.key === one.key && other.outcome === "ok" && versionOf(other) >= versionOf(one),
      );
      if (reason) continue;
      const said = `${one.process} was refused on top of version ${versionOf(one)}, and nobody else wrote there.`;
      return violated("for-nothing", one.id, [one], said);
    }
    return kept(`${refused.length} refusals looked at.`);
  },
};

export const PROMISES_OF_RECORDS = [refusedChangesNothing, acceptedIsKept];
export const PROMISES_OF_SAGAS = [compensatedLeavesNothing, undoneInReverse, sagasEnd];
export const PROMISES_OF_STORES = [oneWriterPerVersion, acceptedIsSeen, refusedWithReason];

function operations(history: History, name: string): Operation[] {
  return history.flatMap((entry) =>
    entry.kind === "operation" && entry.name === name ? [entry] : [],
  );
}

function writesThat(outcome: Operation["outcome"], history: History): Operation[] {
  return operations(history, "write").filter((write) => write.outcome === outcome);
}

function storeWrites(history: History): Operation[] {
  return operations(history, "compare-and-set");
}

function isBefore(one: Operation, other: Operation): boolean {
  return one.completedMs !== undefined && one.completedMs <= other.invokedMs;
}

function stepOf({ input }: Operation): string {
  return (input as { readonly step: string }).step;
}

function doneIn({ output }: Operation): readonly string[] {
  return (output as { readonly done: readonly string[] }).done;
}

function timesIn(look: Operation, step: string): number {
  return doneIn(look).filter((each) => each === step).length;
}

function versionOf({ input }: Operation): number {
  return (input as { readonly version: number }).version;
}

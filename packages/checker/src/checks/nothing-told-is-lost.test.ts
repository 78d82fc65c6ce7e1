import { describe, expect, it } from "vitest";
import type { Fault, HistoryEntry, Mail, Operation } from "../history.ts";
import { expectViolation, verdictOf } from "../testing/expect-finding.ts";
import { arranged, bookWhole } from "../testing/office.ts";
import { RecordedStore } from "../testing/recorded-store.ts";
import { nothingToldIsLost } from "./nothing-told-is-lost.ts";

const CUT: Fault = {
  ...{ kind: "fault", id: "cut", fault: "power-cut", target: "disk", phase: "struck", atMs: 100 },
  revision: 1,
};

function answered(completedMs: number, revision: number): Operation {
  return {
    ...{ kind: "operation", id: "o1", process: "ada", name: "book", key: "room/turing", input: {} },
    ...{ invokedMs: 0, completedMs, outcome: "ok", revision },
  };
}

function mailed(meeting: string, atMs = 50): Mail {
  return {
    ...{ kind: "mail", messageId: `<${meeting}>`, method: "REQUEST", meeting, recipient: "ada" },
    ...{ sequence: 0, atMs },
  };
}

/** One meeting that the disk has, and one that came after the power had failed. */
function commits(): HistoryEntry[] {
  const store = new RecordedStore();
  store.commit((tx) => bookWhole(tx, "m1", arranged(9, 10)));
  store.commit((tx) => bookWhole(tx, "m3", arranged(12, 13)));
  return store.commits;
}

describe("when the power fails", () => {
  it("no answer was of a revision that the disk did not have, whatever has its number now", () => {
    expectViolation(nothingToldIsLost, [answered(90, 2), CUT, ...commits()], {
      ...{ kind: "word-lost", witness: ["operation o1", "fault cut"] },
    });
  });

  it("no watcher was told of one", () => {
    const seen = {
      kind: "seen",
      watcher: "w",
      prefix: [],
      after: 0,
      revision: 2,
      atMs: 99,
    } as const;
    expectViolation(nothingToldIsLost, [seen, CUT, ...commits()], {
      ...{ kind: "word-lost", witness: ["seen w@2", "fault cut"] },
    });
  });

  it("no mail had left about what the disk did not have", () => {
    expectViolation(nothingToldIsLost, [mailed("m1"), mailed("m2"), CUT, ...commits()], {
      ...{ kind: "mail-lost", witness: ["mail <m2>", "fault cut", "commit 1"] },
    });
  });

  it("nor of a meeting that was booked again under its number afterwards", () => {
    expectViolation(nothingToldIsLost, [mailed("m3"), CUT, ...commits()], {
      ...{ kind: "mail-lost", witness: ["mail <m3>", "fault cut", "commit 1"] },
    });
  });
});

describe("no alarm is raised", () => {
  it.each([
    ["by what the disk had", [answered(90, 1), mailed("m1")]],
    ["by what was said afterwards", [answered(100, 2), mailed("m3", 100)]],
    ["where nobody knows what was told", [{ ...answered(90, 2), completedMs: undefined }]],
  ])("%s", (_, entries) => {
    const history = [...entries, CUT, ...commits()] as HistoryEntry[];
    expect(verdictOf(nothingToldIsLost, history)).toBe("ok");
  });

  it("without a power cut, or by one of which nobody knows what it took", () => {
    const { revision: _, ...silent } = CUT;
    const looked = [[], [silent], [{ ...CUT, phase: "announced" } as Fault]].map((faults) =>
      verdictOf(nothingToldIsLost, [answered(90, 2), ...faults, ...commits()]),
    );
    expect(looked).toEqual(Array(3).fill("nothing to look at"));
  });
});

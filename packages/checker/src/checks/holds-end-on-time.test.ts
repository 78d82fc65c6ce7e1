import {
  addInterval,
  confirmHold,
  placeHold,
  releaseHold,
  type Transaction,
} from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import type { History, Operation, Outcome } from "../history.ts";
import { expectViolation, verdictOf } from "../testing/expect-finding.ts";
import { arranged, take } from "../testing/office.ts";
import { RecordedStore } from "../testing/recorded-store.ts";
import { holdsEndOnTime } from "./holds-end-on-time.ts";

const WHERE = arranged(10, 11, { required: [] });
const SLOT = { resource: "room/turing", start: WHERE.start, end: WHERE.end };
const LATER = { start: WHERE.end, end: WHERE.end + 3_600_000 };

interface Asked {
  readonly invokedMs: number;
  readonly completedMs: number;
  readonly outcome?: Outcome;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly revision?: number;
}

function operation(name: string, { outcome = "ok", input = SLOT, ...asked }: Asked): Operation {
  const { invokedMs } = asked;
  return {
    ...{ kind: "operation", id: `${name}@${invokedMs}`, process: "ada", name, key: SLOT.resource },
    ...{ input, outcome, ...asked },
  };
}

/** Asked for at 0, answered at 10: it lives until some time between 1,000 and 1,010. */
const PLACED = operation("place-hold", {
  ...{ invokedMs: 0, completedMs: 10, revision: 1 },
  output: { hold: "h1", lapsesAtMs: 1_010 },
});

function placing(id = "h1") {
  const request = { id, by: "ada", forMs: 1_000, now: 0 };
  return (tx: Transaction) => placeHold(tx, SLOT, request);
}

function stored(...bodies: readonly ((tx: Transaction) => void)[]): RecordedStore {
  const store = new RecordedStore();
  store.commit(placing());
  for (const body of bodies) store.commit(body);
  return store;
}

function told(atMs: number, revision: number): Operation {
  return operation("read-room", { invokedMs: atMs - 1, completedMs: atMs, revision });
}

function confirming(invokedMs: number, outcome: Outcome = "ok"): Operation {
  const input = { ...SLOT, hold: "h1" };
  return operation("confirm-hold", { invokedMs, completedMs: invokedMs + 5, input, outcome });
}

describe("after its lease has ended, a hold", () => {
  it("cannot be confirmed", () => {
    const { commits } = stored((tx) => confirmHold(tx, "h1", { fence: 1, booking: "m1" }));
    expectViolation(holdsEndOnTime, [PLACED, confirming(1_011), ...commits], {
      ...{
        kind: "used-afterwards",
        witness: ["operation place-hold@0", "operation confirm-hold@1011"],
      },
    });
  });

  it.each([
    [
      "is in nobody's way",
      operation("book", {
        ...{ invokedMs: 1_011, completedMs: 1_020, outcome: "refused" },
        output: { reason: "room-held" },
      }),
    ],
    [
      "is in no diary",
      operation("read-diary", {
        ...{ invokedMs: 1_011, completedMs: 1_020 },
        output: {
          intervals: [{ status: "held", start: new Date(SLOT.start).toISOString(), end: SLOT.end }],
        },
      }),
    ],
  ])("%s", (_, late) => {
    const history: History = [PLACED, late, ...stored().commits];
    const witness = ["operation place-hold@0", `operation ${late.id}`, "commit 1"];
    expectViolation(holdsEndOnTime, history, { kind: "in-the-way-afterwards", witness });
  });
});

describe("before its lease has ended, a hold", () => {
  it("is not reaped: who speaks of that revision came too early", () => {
    const store = stored();
    store.now += 1_000;
    store.reap();
    expectViolation(holdsEndOnTime, [PLACED, told(900, 2), ...store.commits], {
      kind: "gone-before",
      witness: ["operation place-hold@0", "operation read-room@899", "commit 1", "commit 2"],
    });
  });

  it("does not give its time away, also if nobody had reaped it by then", () => {
    const store = stored();
    store.now += 1_000;
    store.commit(placing("h2"));
    store.reap();
    expectViolation(holdsEndOnTime, [PLACED, told(900, 2), ...store.commits], {
      kind: "gone-before",
      witness: [
        ...["operation place-hold@0", "operation read-room@899"],
        ...["commit 1", "commit 2", "commit 3"],
      ],
    });
  });

  it("is not told of as gone to a watcher", () => {
    const store = stored();
    store.now += 1_000;
    store.reap();
    const seen = { kind: "seen", watcher: "w", prefix: [], after: 0, revision: 2 } as const;
    expectViolation(holdsEndOnTime, [PLACED, ...store.commits, { ...seen, atMs: 900 }], {
      kind: "gone-before",
      witness: ["operation place-hold@0", "commit 1", "commit 2", "seen w@2"],
    });
  });
});

describe("no alarm is raised", () => {
  it.each([
    ["confirmed when its lease may just have lived", [confirming(1_010)]],
    ["refused to be confirmed afterwards", [confirming(1_011, "refused")]],
  ])("by a hold that was %s", (_, operations) => {
    const { commits } = stored((tx) => confirmHold(tx, "h1", { fence: 1, booking: "m1" }));
    expect(verdictOf(holdsEndOnTime, [PLACED, ...operations, ...commits])).toBe("ok");
  });

  const refused = operation("book", {
    ...{ invokedMs: 1_011, completedMs: 1_020, outcome: "refused" },
    output: { reason: "room-held" },
  });

  it.each([
    [
      "a booking that took its time",
      (tx: Transaction) => {
        releaseHold(tx, "h1", { fence: 1 });
        take(tx, "m1", WHERE, [SLOT.resource]);
      },
    ],
    [
      "a meeting somewhere in what was asked for",
      (tx: Transaction) => {
        addInterval(tx, SLOT.resource, { ...LATER, booking: "m2" });
      },
    ],
    [
      "another's hold, placed after it had lapsed",
      (tx: Transaction) => {
        releaseHold(tx, "h1", { fence: 1 });
        placing("h2")(tx);
      },
    ],
  ])("by a refusal that may be due to %s", (_, body) => {
    const asked = { ...refused, input: { start: SLOT.start, end: LATER.end } };
    expect(verdictOf(holdsEndOnTime, [PLACED, asked, ...stored(body).commits])).toBe("ok");
  });

  it("by a refusal for another reason, of another time or of another room", () => {
    const { commits } = stored();
    const others = [
      { ...refused, output: { reason: "room-closed" } },
      { ...refused, input: LATER },
      { ...refused, key: "room/hopper" },
    ];
    expect(verdictOf(holdsEndOnTime, [PLACED, ...others, ...commits])).toBe("ok");
  });

  it("by one that was reaped, of which nobody can have known before its time", () => {
    const store = stored();
    store.now += 1_000;
    store.reap();
    const inTime = [told(1_000, 2), told(500, 1)];
    expect(verdictOf(holdsEndOnTime, [PLACED, ...inTime, ...store.commits])).toBe("ok");
    const unanswered = { ...told(900, 2), outcome: "unknown" } as const;
    expect(verdictOf(holdsEndOnTime, [PLACED, unanswered, ...store.commits])).toBe("ok");
  });

  it("by one that was released before its time", () => {
    const { commits } = stored((tx) => releaseHold(tx, "h1", { fence: 1 }));
    expect(verdictOf(holdsEndOnTime, [PLACED, told(20, 2), ...commits])).toBe("ok");
  });

  it("where nobody says how long a hold lives", () => {
    const { output: _, ...silent } = PLACED;
    expect(verdictOf(holdsEndOnTime, [silent, ...stored().commits])).toBe("nothing to look at");
  });
});

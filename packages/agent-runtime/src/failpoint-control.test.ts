import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryStore, memoryEngine } from "@holdfast/engine-memory";
import {
  failpoint,
  failpointAside,
  handleFailpoints,
  isHoldfastError,
} from "@holdfast/shared-state";
import { ManualClock, setPace } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ArmedOptions, installFailpoints } from "./armed-failpoints.ts";
import { EnvironmentError } from "./environment.ts";
import { FailpointControl } from "./failpoint-control.ts";
import { hitsFile } from "./failpoint-hits.ts";
import { armedFile, type FailpointRule } from "./failpoint-rules.ts";
import { isThrowAway, markThrowAway } from "./throw-away.ts";

const POINT = "claim.after-commit";
let folder: string;
let control: FailpointControl;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-failpoints-"));
  control = new FailpointControl(join(folder, "failpoints"));
  markThrowAway(join(folder, "state"));
});

afterEach(() => {
  handleFailpoints(undefined);
  setPace(1);
  control.close();
  rmSync(folder, { recursive: true });
});

/** From now on this process is the one of that name. */
function become(actor: string, options: ArmedOptions = {}): void {
  const armed = { failpoints: control.folder, state: join(folder, "state"), actor };
  installFailpoints(armed, options);
}

/** Which of so many arrivals fail. */
function failures(arrivals: number, actor = "room-agent/1"): number[] {
  become(actor);
  const numbers = Array.from({ length: arrivals }, (_, index) => index + 1);
  return numbers.filter(() => codeOf(() => failpoint(POINT)) === "failpoint");
}

function codeOf(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return isHoldfastError(error) ? error.code : String(error);
  }
}

describe("refused", () => {
  const rule = (more: object) => ({ id: "a", failpoint: POINT, action: "fail", ...more });

  it.each([
    ["a pause inside a transaction", { failpoint: "hold.after-check", action: "pause" }],
    [
      "a meeting inside a transaction",
      { failpoint: "saga-step.before-commit", action: "meet", meeting: { name: "m", size: 2 } },
    ],
    [
      "a delay inside a transaction",
      { failpoint: "confirm.after-check", action: "delay", delayMs: 1 },
    ],
    ["a failure of what is committed", { failpoint: "commit.after-write" }],
    ["a failure that nobody catches, of a process", { failpoint: "reaper.before-reaping" }],
    ["a failure of the supervisor", { failpoint: "supervisor.before-restart" }],
    ["a failpoint that there is not", { failpoint: "claim.after-lunch" }],
    ["a meeting of nobody", { action: "meet" }],
    ["a delay of no length", { action: "delay" }],
    ["a delay without end", { action: "delay", delayMs: 3_600_000 }],
    ["a pause without end", { action: "pause", waitMsMax: 86_400_000 }],
    ["an id that is a path", { id: "../a" }],
    ["an action that there is not", { action: "explode" }],
    ["the zeroth arrival", { hit: 0 }],
  ])("%s, and then nothing is armed", (_, more) => {
    const rules = [rule({ id: "good" }), rule(more)] as FailpointRule[];
    expect(codeOf(() => control.arm(rules))).toBe("failpoint-rule-invalid");
    expect(control.armed()).toEqual([]);
  });

  it("an id that was used before, also by an earlier control of the folder", () => {
    control.arm([{ id: "a", failpoint: POINT, action: "fail" }]);
    failures(1);
    control.disarm("a");
    const again = [{ id: "a", failpoint: POINT, action: "fail" } as const];
    expect(codeOf(() => control.arm(again))).toBe("failpoint-rule-invalid");
    const other = new FailpointControl(control.folder);
    expect(codeOf(() => other.arm(again))).toBe("failpoint-rule-invalid");
    expect(codeOf(() => control.release("never-armed"))).toBe("failpoint-rule-invalid");
  });

  it("a file of rules that somebody has written by hand, and wrongly", () => {
    become("room-agent/1");
    const pause = { id: "a", failpoint: "hold.after-check", action: "pause" };
    for (const text of ["no json", JSON.stringify([pause])]) {
      writeFileSync(armedFile(control.folder), text);
      expect(codeOf(() => failpoint(POINT))).toBe("failpoint-rule-invalid");
    }
    rmSync(armedFile(control.folder));
  });

  it("a state that was not made to be thrown away, and to make one so later", () => {
    const state = mkdtempSync(join(folder, "dear-"));
    writeFileSync(join(state, "state.lmdb"), "");
    const armed = { failpoints: control.folder, state, actor: "room-agent/1" };
    expect(() => installFailpoints(armed)).toThrow(EnvironmentError);
    expect(codeOf(() => markThrowAway(state))).toBe("state-exists");
    expect(isThrowAway(state)).toBe(false);
    control.arm([{ id: "a", failpoint: POINT, action: "fail" }]);
    expect(codeOf(() => failpoint(POINT))).toBeUndefined();
  });
});

describe("which arrivals it strikes at", () => {
  it("the first one only, unless it says otherwise", () => {
    control.arm([{ id: "a", failpoint: POINT, action: "fail" }]);
    expect(failures(3)).toEqual([1]);
  });

  it("from one on, and so many times", () => {
    control.arm([{ id: "a", failpoint: POINT, action: "fail", hit: 2, times: 2 }]);
    expect(failures(5)).toEqual([2, 3]);
    expect(control.hits().map(({ ordinal }) => ordinal)).toEqual([2, 3]);
  });

  it("counted over processes, and over the lives of one", () => {
    control.arm([{ id: "a", failpoint: POINT, action: "fail", hit: 3, times: 2 }]);
    expect(failures(2, "room-agent/1")).toEqual([]);
    expect(failures(1, "room-agent/2")).toEqual([1]);
    expect(failures(3, "room-agent/1")).toEqual([1]);
    expect(control.hits().map(({ process }) => process)).toEqual(["room-agent/2", "room-agent/1"]);
  });

  it("by every rule, whatever another rule makes of the arrival", () => {
    control.arm([
      { id: "first", failpoint: POINT, action: "fail" },
      { id: "second", failpoint: POINT, action: "fail", hit: 2 },
    ]);
    expect(failures(4)).toEqual([1, 2]);
  });

  it("those of one process, or of a role, and no others", () => {
    control.arm([
      { id: "one", failpoint: POINT, process: "room-agent/2", action: "fail" },
      { id: "role", failpoint: POINT, process: "calendar-agent", action: "fail" },
    ]);
    expect(failures(1, "room-agent/1")).toEqual([]);
    expect(failures(1, "room-agent")).toEqual([]);
    expect(failures(1, "room-agent/2")).toEqual([1]);
    expect(failures(1, "calendar-agent/7")).toEqual([1]);
  });

  it("those of one kind of task, and says which task it was, without what is in it", () => {
    const armed = { id: "mails", failpoint: POINT, kind: "send-mail", action: "fail" } as const;
    control.arm([armed]);
    become("notification-agent/1");
    const task = { kind: "send-mail", queue: "mail", id: "m1", payload: { recipient: "ada" } };
    const comes = (kind?: string) =>
      codeOf(() => failpoint(POINT, kind === undefined ? undefined : { ...task, kind }));
    expect([comes(), comes("read-calendar"), comes("send-mail")]).toEqual([
      ...[undefined, undefined, "failpoint"],
    ]);
    const { payload: _, ...named } = task;
    expect(control.hits()).toMatchObject([{ rule: "mails", ordinal: 1 }]);
    expect(control.hits()[0]?.task).toEqual(named);
  });

  it("none at another failpoint, and none once it is disarmed", () => {
    control.arm([{ id: "a", failpoint: "mail.before-sending", action: "fail" }]);
    control.arm([{ id: "b", failpoint: POINT, action: "fail" }]);
    control.disarm("b");
    expect(failures(2)).toEqual([]);
    expect(control.armed().map(({ id }) => id)).toEqual(["a"]);
  });

  it("a line that is still being written does not count, and is not lost", () => {
    control.arm([{ id: "a", failpoint: POINT, action: "fail" }]);
    failures(1);
    const { wentOn: _none, ordinal: _first, ...hit } = control.hits()[0]!;
    const line = JSON.stringify({ ...hit, event: "arrived", arrival: "x", first: 1, last: 9 });
    appendFileSync(hitsFile(control.folder), line.slice(0, 20));
    expect(control.hits()).toHaveLength(1);
    appendFileSync(hitsFile(control.folder), `${line.slice(20)}\n`);
    expect(control.hits()).toHaveLength(2);
  });
});

describe("waiting at a failpoint", () => {
  it("goes on after a time, and says whose heart must not be listened to meanwhile", () => {
    const heard: boolean[] = [];
    become("room-agent/1", { onWaiting: (waiting) => heard.push(waiting) });
    control.arm([{ id: "a", failpoint: POINT, action: "delay", delayMs: 10 }]);
    failpoint(POINT);
    const [hit] = control.hits();
    expect(hit?.wentOn?.because).toBe("over");
    expect(hit!.wentOn!.atMs - hit!.atMs).toBeGreaterThanOrEqual(10);
    expect(heard).toEqual([true, false]);
  });

  it("does not begin when it was released before", () => {
    become("room-agent/1");
    control.arm([{ id: "a", failpoint: POINT, action: "pause" }]);
    control.release("a");
    failpoint(POINT);
    expect(control.hits()).toMatchObject([{ rule: "a", wentOn: { because: "released" } }]);
  });

  it("is given up when nobody comes, and this is told", () => {
    become("room-agent/1", { waitMsMax: 10 });
    control.arm([
      { id: "a", failpoint: POINT, action: "pause" },
      { id: "b", failpoint: POINT, action: "meet", meeting: { name: "m", size: 2 } },
    ]);
    failpoint(POINT);
    expect(control.hits().map(({ wentOn }) => wentOn?.because)).toEqual(["gave-up", "gave-up"]);
  });

  it("takes as long as a rule says that has a bound of its own", () => {
    become("room-agent/1");
    control.arm([{ id: "a", failpoint: POINT, action: "pause", waitMsMax: 10 }]);
    failpoint(POINT);
    expect(control.hits()).toMatchObject([{ wentOn: { because: "gave-up" } }]);
  });

  it("ends at once for the last who comes to a meeting, and the next to come is a new one", () => {
    become("room-agent/1", { waitMsMax: 10 });
    const meeting = { name: "m", size: 2 };
    control.arm([
      { id: "a", failpoint: POINT, action: "meet", meeting },
      { id: "b", failpoint: "mail.before-sending", action: "meet", meeting, times: 2 },
    ]);
    failpoint(POINT);
    failpoint("mail.before-sending");
    failpoint("mail.before-sending");
    const ends = control.hits().map(({ wentOn }) => wentOn?.because);
    expect(ends).toEqual(["gave-up", "over", "gave-up"]);
  });
});

describe("waiting for a hit", () => {
  it("resolves with the one that is asked for, and again later", async () => {
    control.arm([{ id: "a", failpoint: POINT, action: "fail", times: 2 }]);
    const second = control.waitForHit("a", { timeoutMs: 60_000, nth: 2 });
    failures(2);
    expect(await second).toMatchObject({ ordinal: 2, process: "room-agent/1", pid: process.pid });
    const first = await control.waitForHit("a", { timeoutMs: 60_000 });
    expect(first).toMatchObject({ ordinal: 1 });
  });

  it("ends without one when whoever waits gives up", async () => {
    control.arm([{ id: "late", failpoint: POINT, action: "fail" }]);
    const givingUp = new AbortController();
    const { signal } = givingUp;
    const waiting = control.waitForHit("late", { timeoutMs: 60_000, signal });
    givingUp.abort();
    expect(await waiting).toBeUndefined();
    expect(await control.waitForHit("late", { timeoutMs: 60_000, signal })).toBeUndefined();
  });

  it("ends without one when the time is over, or when the control is closed", async () => {
    const clock = new ManualClock();
    const other = new FailpointControl(control.folder, { clock });
    other.arm([{ id: "a", failpoint: POINT, action: "fail" }]);
    const inVain = other.waitForHit("a", { timeoutMs: 1_000 });
    clock.advance(1_000);
    expect(await inVain).toBeUndefined();
    const cutShort = other.waitForHit("a", { timeoutMs: 1_000 });
    other.close();
    expect(await cutShort).toBeUndefined();
    expect(other.armed()).toEqual([]);
  });
});

describe("what another control of the folder has armed since", () => {
  const pause = { failpoint: POINT, action: "pause" } as const;

  it("is disarmed too when this one is closed, and whoever waits here is told", async () => {
    const early = new FailpointControl(control.folder);
    const inVain = early.waitForHit("a", { timeoutMs: 60_000 });
    control.arm([
      { id: "a", ...pause },
      { id: "b", ...pause, process: "room-agent/1" },
    ]);
    early.close();
    expect(await inVain).toBeUndefined();
    expect(control.armed()).toEqual([]);
  });

  it("is let go by this one, and disarmed, under its id", () => {
    const early = new FailpointControl(control.folder);
    control.arm([
      { id: "a", ...pause },
      { id: "b", ...pause },
    ]);
    early.release("a");
    become("room-agent/1");
    early.disarm("b");
    failpoint(POINT);
    expect(early.hits()).toMatchObject([{ rule: "a", wentOn: { because: "released" } }]);
    expect(early.armed().map(({ id }) => id)).toEqual(["a"]);
  });
});

it("who waits here is told that it is closed, also when the rules cannot be read", async () => {
  const other = new FailpointControl(control.folder);
  const inVain = other.waitForHit("a", { timeoutMs: 60_000 });
  writeFileSync(armedFile(control.folder), "no json");
  expect(codeOf(() => other.close())).toBe("failpoint-rule-invalid");
  expect(await inVain).toBeUndefined();
  rmSync(armedFile(control.folder));
});

it("leases live longer in a process that is told to be slow, and in no other", async () => {
  const engine = memoryEngine({ store: createMemoryStore() });
  const granted = async () =>
    (await engine.transact((tx) => tx.leaseLeftMs(tx.lease(1_000)))).value;
  become("room-agent/1");
  expect(await granted()).toBe(1_000);
  control.slowDown(20);
  become("room-agent/1");
  expect(await granted()).toBe(20_000);
  await engine.close();
});

it("without the variable nothing is installed", () => {
  control.arm([{ id: "a", failpoint: POINT, action: "fail" }]);
  installFailpoints({ state: join(folder, "state"), actor: "room-agent/1" });
  expect(codeOf(() => failpoint(POINT))).toBeUndefined();
  expect(control.hits()).toEqual([]);
});

describe("whoever steps aside to wait", () => {
  it("lets the process go on, and is let go", async () => {
    become("gateway/1");
    control.arm([{ id: "a", failpoint: POINT, action: "pause" }]);
    let wentOn = false;
    const waiting = failpointAside(POINT).then(() => {
      wentOn = true;
    });
    expect(await control.waitForHit("a", { timeoutMs: 10_000 })).toMatchObject({ rule: "a" });
    await failpointAside(POINT); // It has struck once, and that was it.
    expect(wentOn).toBe(false);
    control.release("a");
    await waiting;
    expect(control.hits()).toMatchObject([{ wentOn: { because: "released" } }]);
  });

  it("can meet another in the same process", async () => {
    become("gateway/1");
    const meeting = { name: "m", size: 2 };
    control.arm([{ id: "m", failpoint: POINT, action: "meet", meeting }]);
    await Promise.all([failpointAside(POINT), failpointAside(POINT)]);
    expect(control.hits()).toMatchObject([{ ordinal: 1 }, { ordinal: 2 }]);
  });

  it("can be made to fail there", async () => {
    become("gateway/1");
    control.arm([{ id: "a", failpoint: POINT, action: "fail" }]);
    await expect(failpointAside(POINT)).rejects.toMatchObject({ code: "failpoint" });
  });

  it("waits for nobody where nothing is installed", async () => {
    control.arm([{ id: "a", failpoint: POINT, action: "pause" }]);
    await failpointAside(POINT);
    expect(control.hits()).toEqual([]);
  });
});

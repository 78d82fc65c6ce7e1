import { afterEach, beforeEach, expect, type MockInstance, test, vi } from "vitest";
import { ORDERED, strikeContext } from "../fixtures/striking.ts";
import { ChildTable, Interrupted, type TableRow } from "./child-table.ts";
import { kill } from "./kill.ts";
import type { StrikeEnd } from "./strike.ts";

const NAME = "room-agent/1";
const BEFORE = 4_000_001;
const AFTER = 4_000_002;

let table: ChildTable;
/** What a supervisor does about a child that is started anew. */
let start: (name: string) => Promise<void>;
let killed: MockInstance<typeof process.kill>;

beforeEach(() => {
  table = new ChildTable();
  start = () => Promise.reject(new Error("Nobody asked for that."));
  killed = vi.spyOn(process, "kill").mockReturnValue(true);
});
afterEach(() => killed.mockRestore());

const runs = (pid: number) => becomes({ state: "running", pid });
const diesForGood = (atMs: number) =>
  becomes({ state: "down", lastEnd: { status: null, signal: "SIGKILL", atMs } });

function becomes(row: Partial<TableRow> & Pick<TableRow, "state">): void {
  table.update([{ name: NAME, role: "room-agent", ...row }]);
}

function strike(): Promise<StrikeEnd> {
  const context = strikeContext({ table, start: (name) => start(name) });
  return kill({ ...ORDERED, fault: "kill", asked: { process: NAME }, id: "k" }, context);
}

test("one that comes back after its pause is waited for, and nobody starts it besides", async () => {
  runs(BEFORE);
  const end = strike();
  becomes({ state: "backoff" });
  becomes({ state: "starting", pid: AFTER });
  runs(AFTER);
  expect(await end).toMatchObject({ state: "done" });
  expect(killed.mock.calls).toEqual([[BEFORE, "SIGKILL"]]);
});

test("one that had died too often by then is started again: an order costs nobody for good", async () => {
  runs(BEFORE);
  const started: string[] = [];
  start = async (name) => {
    started.push(name);
    runs(AFTER);
  };
  const end = strike();
  diesForGood(1);
  expect(await end).toMatchObject({ state: "done" });
  expect(started).toEqual([NAME]);
});

test("one that cannot be started again is told of, and not waited for without end", async () => {
  runs(BEFORE);
  start = async () => {
    becomes({ state: "starting", pid: AFTER });
    diesForGood(2);
  };
  const end = strike();
  diesForGood(1);
  expect(await end).toMatchObject({ state: "failed" });
});

test("an old row of the table is no answer to whether it could be started again", async () => {
  runs(BEFORE);
  start = async () => {};
  const end = strike();
  diesForGood(1);
  await Promise.resolve();
  diesForGood(1);
  runs(AFTER);
  expect(await end).toMatchObject({ state: "done" });
});

test("one that was gone already, or never there, is struck by nobody", async () => {
  expect(await strike()).toMatchObject({ state: "failed" });
  expect(killed).not.toHaveBeenCalled();
  runs(BEFORE);
  killed.mockImplementation(() => {
    throw Object.assign(new Error("There is no such process."), { code: "ESRCH" });
  });
  expect(await strike()).toMatchObject({ state: "failed" });
});

test("a supervisor that stops waits for nobody's return", async () => {
  runs(BEFORE);
  const end = strike();
  becomes({ state: "backoff" });
  table.interrupt();
  await expect(end).rejects.toBeInstanceOf(Interrupted);
});

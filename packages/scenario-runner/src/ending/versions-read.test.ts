import { digestOf, type ObservedRead } from "@holdfast/agent-runtime";
import { CHECKS, type StoreCommit } from "@holdfast/checker";
import type { Key } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import { withReads } from "./versions-read.ts";

const ROOM: Key = ["document", "room", "turing"];
const TASK: Key = ["task", "room-agent", "t"];

/** Each puts that value under the key; undefined: takes it away. */
function commits(...of: readonly (readonly [Key, unknown])[]): StoreCommit[] {
  return of.map(([key, value], index) => {
    const change = { key, before: 0, ...(value !== undefined && { value }) };
    return { kind: "commit", revision: index + 1, at: 1, changes: [change] };
  });
}

/** What the last of them is found to have read. */
function lastRead(of: readonly StoreCommit[], ...reads: readonly ObservedRead[]) {
  return withReads(of, [{ revision: of.length, reads }]).at(-1)?.reads;
}

const OTHER = [["x"], 1] as const;

it.each([
  ["the latest version that is as it was read", digestOf(2), 3],
  ["an older one, when none later is", digestOf(1), 1],
])("a value is %s", (_, digest, revision) => {
  const log = commits([ROOM, 1], [ROOM, 2], [ROOM, 2], OTHER);
  expect(lastRead(log, [ROOM, digest])).toEqual([{ key: ROOM, revision }]);
});

it("a value that is in no commit is left out, and so is what it has put itself", () => {
  expect(lastRead(commits([ROOM, 1], OTHER), [ROOM, digestOf(7)])).toBeUndefined();
  expect(lastRead(commits(OTHER, [ROOM, 1]), [ROOM, digestOf(1)])).toBeUndefined();
});

it("what was not there was not there, also when it should have been", () => {
  const nothing = [{ key: ROOM, revision: 0 }];
  expect(lastRead(commits(OTHER), [ROOM])).toEqual(nothing);
  expect(lastRead(commits([ROOM, 1], [ROOM, undefined], OTHER), [ROOM])).toEqual(nothing);
  expect(lastRead(commits([ROOM, 1], OTHER), [ROOM])).toEqual(nothing);
});

it("but for what a lease may have taken away", () => {
  expect(lastRead(commits([TASK, 1], OTHER), [TASK])).toBeUndefined();
  expect(lastRead(commits(OTHER), [TASK])).toEqual([{ key: TASK, revision: 0 }]);
});

describe("what had lapsed, and was read as nothing", () => {
  const KEY: Key = ["document", "idempotency", "k"];
  const value = { version: 1 };
  const put: StoreCommit = {
    ...{ kind: "commit", revision: 1, at: 1 },
    changes: [{ key: KEY, before: 0, value }],
  };
  const lapsed = { key: KEY, before: 1, lapsedAt: 1 };
  const again = (change: StoreCommit["changes"][number], revision = 2): StoreCommit => {
    return { kind: "commit", revision, at: 2, changes: [change] };
  };
  const serializable = CHECKS.find(({ name }) => name === "history-serializable")!;
  const nothingRead = [{ revision: 2, reads: [[KEY]] }] as const;

  it("is no circle with what whoever read it has put there", () => {
    const log = withReads([put, again({ ...lapsed, value })], nothingRead);
    expect(log.at(-1)?.reads).toBeUndefined();
    expect(serializable.look(log)?.verdict).toBe("ok");
  });

  it("is left out also when somebody else takes it away later", () => {
    const other = again({ key: ROOM, before: 0, value });
    const log = withReads([put, other, again(lapsed, 3)], nothingRead);
    expect(log[1]?.reads).toBeUndefined();
  });

  it("but is a circle when it had not lapsed", () => {
    const log = withReads([put, again({ key: KEY, before: 1, value })], nothingRead);
    expect(serializable.look(log)?.verdict).toBe("violated");
  });
});

it("commits of which nothing was recorded stay as they are", () => {
  const log = commits([ROOM, 1], OTHER);
  expect(withReads(log, [])).toBe(log);
  expect(withReads(log, [{ revision: 2, reads: [] }])).toEqual(log);
});

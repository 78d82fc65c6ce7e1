import type { Operation, StoreChange, StoreCommit } from "@holdfast/checker";
import { type Hold, keyspace } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import { type Anomaly, countAnomalies, findAnomalies } from "./anomalies.ts";

const NINE = Date.UTC(2027, 0, 4, 9);
const HOUR_MS = 3_600_000;
const DAY = "2027-01-04";
const ROOM = "room/a-race";
const MEETING = keyspace.document("dial-meeting", "a-race/0");

function commit(revision: number, ...changes: [StoreChange["key"], unknown][]): StoreCommit {
  return {
    ...{ kind: "commit", revision, at: NINE },
    changes: changes.map(([key, value]) => ({
      ...{ key, before: 0 },
      ...(value !== undefined && { value }),
    })),
  };
}

function hold(id: string, start = NINE, resource = ROOM): [StoreChange["key"], Hold] {
  const slot = { resource, start, end: start + HOUR_MS };
  return [keyspace.hold(id), { ...slot, id, by: `agent/${id}`, fence: 1, lease: `lease-${id}` }];
}

function operation(id: string, entry: Partial<Operation>): Operation {
  return {
    ...{ kind: "operation", id, process: "agent/1", name: "place-hold", key: ROOM, input: {} },
    ...{ invokedMs: 0, completedMs: 1, outcome: "ok" },
    ...entry,
  };
}

function edit(version: number, id: string, madeOf?: string): [StoreChange["key"], unknown] {
  return [MEETING, { version, value: { id, title: "Planning", ...(madeOf && { madeOf }) } }];
}

function found(commits: StoreCommit[], operations: Operation[] = []): Anomaly[] {
  return findAnomalies({ commits, operations });
}

const names = (anomalies: Anomaly[]) => anomalies.map(({ name }) => name);

describe("double bookings", () => {
  it("are holds that share a moment of one room", () => {
    const [anomaly, ...others] = found([commit(1, hold("1")), commit(2, hold("2", NINE + 1))]);
    expect(others).toEqual([]);
    expect(anomaly).toMatchObject({ name: "double-booking" });
    expect(anomaly!.witness.map(({ ref }) => ref)).toEqual([1, 2]);
  });

  it("are not holds that touch, that are of other rooms, or that have ended", () => {
    expect(found([commit(1, hold("1")), commit(2, hold("2", NINE + HOUR_MS))])).toEqual([]);
    expect(found([commit(1, hold("1")), commit(2, hold("2", NINE, "room/other"))])).toEqual([]);
    const ended = commit(2, [keyspace.hold("1"), undefined]);
    expect(found([commit(1, hold("1")), ended, commit(3, hold("2"))])).toEqual([]);
  });

  it("are counted each", () => {
    const thrice = ["1", "2", "3"].map((id, index) => commit(index + 1, hold(id)));
    expect(countAnomalies(found(thrice))).toEqual({ "double-booking": 2 });
  });
});

describe("lost updates", () => {
  it("are edits that were made of another one than they took the place of", () => {
    const forked = [
      commit(1, edit(1, "a")),
      commit(2, edit(2, "b", "a")),
      commit(3, edit(3, "c", "a")),
    ];
    const anomalies = found(forked);
    expect(names(anomalies)).toEqual(["lost-update"]);
    expect(anomalies[0]!.witness.map(({ ref }) => ref)).toEqual([2, 3]);
  });

  it("are not edits that were made of each other", () => {
    expect(found([commit(1, edit(1, "a")), commit(2, edit(2, "b", "a"))])).toEqual([]);
  });

  it("are an edit of something that seemed not to be there", () => {
    expect(names(found([commit(1, edit(1, "a")), commit(2, edit(2, "b"))]))).toEqual([
      "lost-update",
    ]);
  });

  it("are holds that vanish from a diary's page", () => {
    const page = (text: string): [StoreChange["key"], string] => [keyspace.diary(ROOM, DAY), text];
    const first = page("32400000..36000000 held 1;");
    const both = page("32400000..36000000 held 1;36000000..39600000 held 2;");
    const second = page("36000000..39600000 held 2;");
    expect(found([commit(1, first), commit(2, both)])).toEqual([]);
    expect(names(found([commit(1, first), commit(2, second)]))).toEqual(["lost-update"]);
  });
});

describe("stale writes", () => {
  const lock = (revision: number, fence: number) =>
    commit(revision, [keyspace.lock(ROOM), { fence, queue: [] }]);
  const written = (fence: number) => operation("w", { revision: 9, input: { fence } });

  it("are made under a fence after a later one had been granted", () => {
    const anomalies = found([lock(1, 1), lock(2, 2), commit(9)], [written(1)]);
    expect(names(anomalies)).toEqual(["stale-write"]);
    expect(anomalies[0]!.witness.map(({ ref }) => ref)).toEqual(["w", 2, 9]);
  });

  it("are not made under the latest fence, or before the later one was granted", () => {
    expect(found([lock(1, 1), lock(2, 2), commit(9)], [written(2)])).toEqual([]);
    expect(found([lock(1, 1), commit(9), lock(10, 2)], [written(1)])).toEqual([]);
  });
});

describe("double sends", () => {
  const sent = (id: string, recipient: string, outcome: Operation["outcome"] = "ok") =>
    operation(id, { name: "send-notification", input: { meeting: "m", recipient }, outcome });

  it("are two invitations of one person to one meeting", () => {
    expect(names(found([], [sent("1", "ada"), sent("2", "ada")]))).toEqual(["double-send"]);
  });

  it("are not those of two people, nor one that was refused", () => {
    expect(found([], [sent("1", "ada"), sent("2", "grace")])).toEqual([]);
    expect(found([], [sent("1", "ada"), sent("2", "ada", "refused")])).toEqual([]);
  });
});

describe("bad reads", () => {
  const read = (id: string, shows: string[], entry: { told?: string; process?: string } = {}) => {
    const { told, process = "agent/1" } = entry;
    const input = { day: DAY, replica: "a", ...(told !== undefined && { told }) };
    return operation(id, { name: "read-diary", process, input, output: { shows } });
  };

  it("are stale when they do not show what the reader had been told of", () => {
    expect(names(found([], [read("1", [], { told: "b" })]))).toEqual(["stale-read"]);
    expect(found([], [read("1", ["b"], { told: "b" })])).toEqual([]);
  });

  it("go back in time when they do not show what the reader has seen", () => {
    const back = [read("1", ["a", "b"]), read("2", ["a"]), read("3", ["a", "b", "c"])];
    const anomalies = found([], back);
    expect(names(anomalies)).toEqual(["non-monotonic-read"]);
    expect(anomalies[0]!.witness.map(({ ref }) => ref)).toEqual(["1", "2"]);
  });

  it("are judged for each reader alone", () => {
    expect(found([], [read("1", ["a"]), read("2", [], { process: "agent/2" })])).toEqual([]);
  });
});

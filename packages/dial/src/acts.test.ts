import { createMemoryStore, memoryEngine } from "@holdfast/engine-memory";
import {
  addInterval,
  appendEvents,
  getDocument,
  getHold,
  keyspace,
  openSharedState,
  placeHold,
  putDocument,
  type SharedState,
  streamPosition,
  type Transaction,
  takenIntervals,
} from "@holdfast/shared-state";
import { ManualClock } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { actOn } from "./acts.ts";
import { asItWas } from "./as-it-was.ts";
import { lookAt } from "./seen.ts";

const HOUR_MS = 3_600_000;
const MIDNIGHT = Date.UTC(2027, 0, 4);
const ALL = () => true;
const STREAM = { category: "meeting", id: "m1" };

let state: SharedState;
beforeEach(() => {
  const engine = memoryEngine({ store: createMemoryStore(), clock: new ManualClock() });
  state = openSharedState({ engine, actor: "agent/1" });
});
afterEach(() => state.close());

function slotAt(hour: number, hours = 1) {
  const start = MIDNIGHT + hour * HOUR_MS;
  return { resource: "room/turing", start, end: start + hours * HOUR_MS };
}

function hold(id: string, slot = slotAt(9)) {
  return (tx: Transaction) => placeHold(tx, slot, { id, by: id, forMs: HOUR_MS, now: 0 });
}

function append(by: string) {
  return (tx: Transaction) =>
    appendEvents(tx, STREAM, [{ type: "edited", data: by }], {
      ...{ ifPosition: streamPosition(tx, STREAM), now: 0, by },
    });
}

describe("looking", () => {
  it("writes nothing, and reads what it would have written", async () => {
    const before = await state.engine.head();
    const { value, writes } = await lookAt(state, (tx) => {
      expect(hold("h1")(tx)).toMatchObject({ ok: true });
      return getHold(tx, "h1");
    });
    expect(value).toMatchObject({ id: "h1" });
    expect(writes).toBe(true);
    expect(await state.engine.head()).toBe(before);
    const { value: is } = await state.transact((tx) => takenIntervals(tx, slotAt(9)));
    expect(is).toEqual([]);
  });

  it("notices that something has changed, also that something has come to be", async () => {
    const { seen } = await lookAt(state, hold("h1"));
    expect((await state.transact((tx) => seen.stillHolds(tx))).value).toBe(true);
    await state.transact(hold("h2"));
    expect((await state.transact((tx) => seen.stillHolds(tx))).value).toBe(false);
  });

  it("that finds the way barred would not have written", async () => {
    await state.transact(hold("h1"));
    const { value, writes } = await lookAt(state, hold("h2"));
    expect(value).toMatchObject({ ok: false, reason: "held" });
    expect(writes).toBe(false);
  });
});

describe("an act that believes what was seen", () => {
  it("puts its hold beside the one that has come since, on each day that it touches", async () => {
    const overMidnight = slotAt(23, 2);
    const { seen } = await lookAt(state, hold("h1", overMidnight));
    await state.transact(hold("h2", overMidnight));
    await state.transact((tx) => actOn(hold("h1", overMidnight), ALL)(tx, seen));
    for (const hour of [23, 24]) {
      const { value } = await state.transact((tx) => takenIntervals(tx, slotAt(hour)));
      expect(value.map((each) => ("hold" in each ? each.hold : ""))).toEqual(["h2", "h1"]);
    }
  });

  it("appends its event at the end, wherever that is by now", async () => {
    await state.transact(append("ada"));
    const { seen } = await lookAt(state, append("ada"));
    await state.transact(append("grace"));
    await state.transact((tx) => actOn(append("ada"), ALL)(tx, seen));
    const by = async (position: number) => {
      const key = keyspace.event("meeting", "m1", position);
      return (await state.read((snapshot) => snapshot.get<{ by: string }>(key)))?.by;
    };
    expect([await by(1), await by(2), await by(3)]).toEqual(["ada", "grace", "ada"]);
    expect((await state.transact((tx) => streamPosition(tx, STREAM))).value).toBe(3);
  });

  it("makes its document the next version", async () => {
    const put = (value: string) => (tx: Transaction) => putDocument(tx, "note", "n1", value);
    const { seen } = await lookAt(state, put("old"));
    await state.transact(put("new"));
    await state.transact((tx) => actOn(put("old"), ALL)(tx, seen));
    const { value } = await state.transact((tx) => getDocument(tx, "note", "n1"));
    expect(value).toMatchObject({ version: 2, value: "old" });
  });

  it("believes only what it is said to, and looks at the rest", async () => {
    const { seen } = await lookAt(state, hold("h1"));
    await state.transact(hold("h2"));
    const acted = await state.transact((tx) => actOn(hold("h1"), () => false)(tx, seen));
    expect(acted.value).toMatchObject({ ok: false, reason: "held" });
  });
});

it("who writes the whole of it sweeps away what has come since", async () => {
  const { seen } = await lookAt(state, hold("h1"));
  await state.transact((tx) => addInterval(tx, "room/turing", { ...slotAt(12), booking: "m2" }));
  await state.transact((tx) => hold("h1")(asItWas(tx, seen, ALL)));
  const { value } = await state.transact((tx) => takenIntervals(tx, slotAt(9, 5)));
  expect(value).toMatchObject([{ hold: "h1" }]);
});

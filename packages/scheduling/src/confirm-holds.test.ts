import { createMemoryStore, memoryEngine } from "@holdfast/engine-memory";
import {
  addInterval,
  type Engine,
  type Hold,
  placeHold,
  releaseHold,
  type StepContext,
  type Transaction,
  takenIntervals,
} from "@holdfast/shared-state";
import { ManualClock } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  confirmHolds,
  freeBookings,
  heldBySaga,
  lapsedHold,
  resourcesOf,
} from "./confirm-holds.ts";
import type { Meeting } from "./meeting.ts";

const START = Date.UTC(2026, 10, 23, 9);
const END = Date.UTC(2026, 10, 23, 10);
const meeting: Meeting = {
  ...{ room: "turing", start: START, end: END, zone: "UTC", status: "standing", sequence: 0 },
  ...{ required: ["ada", "grace"], optional: ["alan"], organizer: "ada" },
  ...{ title: "Planning", description: "" },
};
const resources = ["room/turing", "person/ada", "person/grace"];

let clock: ManualClock;
let engine: Engine;
beforeEach(() => {
  clock = new ManualClock();
  engine = memoryEngine({ store: createMemoryStore(), clock });
});
afterEach(() => engine.close());

it("a meeting takes its room and the time of whoever is required, not of the optional", () => {
  expect(resourcesOf(meeting)).toEqual(resources);
});

it("what a saga holds is what its steps have said", () => {
  const room = { room: "turing", hold: "s/room", fence: 2 };
  const holds = [{ hold: "s/person/ada", fence: 1 }];
  const results = { "hold-room": room, "hold-calendars": { holds } };
  const held = heldBySaga({ results } as unknown as StepContext);
  expect(held.room).toEqual(room);
  expect(held.all.map(({ hold, fence }) => [hold, fence])).toEqual([
    ["s/room", 2],
    ["s/person/ada", 1],
  ]);
});

describe("before anything is confirmed", () => {
  it("all living holds are found alive", async () => {
    const holds = await run(holdAll);
    expect(await run((tx) => lapsedHold(tx, holds))).toBeUndefined();
    expect(await run((tx) => lapsedHold(tx, []))).toBeUndefined();
  });

  it("one that was released is named", async () => {
    const holds = await run(holdAll);
    await run((tx) => releaseHold(tx, "person/grace", { fence: 1 }));
    expect(await run((tx) => lapsedHold(tx, holds))).toBe("person/grace");
  });

  it("one that has changed hands counts as lapsed, also when its id lives on", async () => {
    const holds = await run(holdAll);
    const stale = holds.map((each) => ({ ...each, fence: each.fence + 1 }));
    expect(await run((tx) => lapsedHold(tx, stale))).toBe("room/turing");
  });

  it("all have lapsed on the very millisecond of their deadline", async () => {
    const holds = await run(holdAll);
    clock.advance(999);
    expect(await run((tx) => lapsedHold(tx, holds))).toBeUndefined();
    clock.advance(1);
    expect(await run((tx) => lapsedHold(tx, holds))).toBe("room/turing");
  });
});

describe("confirming", () => {
  it("makes bookings of all holds", async () => {
    const holds = await run(holdAll);
    await run((tx) => confirmHolds(tx, holds, "m1"));
    for (const resource of resources) {
      expect(await taken(resource)).toEqual([{ start: START, end: END, booking: "m1" }]);
    }
  });

  it("of one that has lapsed throws, and leaves nothing confirmed", async () => {
    const holds = await run(holdAll);
    await run((tx) => releaseHold(tx, "person/grace", { fence: 1 }));
    await expect(run((tx) => confirmHolds(tx, holds, "m1"))).rejects.toThrow();
    expect(await taken("room/turing")).toEqual([{ start: START, end: END, hold: "room/turing" }]);
  });
});

describe("freeing", () => {
  it("takes the meeting's own intervals out, and leaves everybody else's", async () => {
    const other = { start: END, end: END + 1, booking: "m2" };
    await run((tx) => {
      for (const resource of resources) {
        addInterval(tx, resource, { start: START, end: END, booking: "m1" });
        addInterval(tx, resource, other);
      }
    });
    await run((tx) => freeBookings(tx, "m1", meeting));
    for (const resource of resources) expect(await taken(resource)).toEqual([other]);
  });

  it("of a meeting that has been freed already does nothing", async () => {
    await run((tx) => addInterval(tx, "room/turing", { start: START, end: END, booking: "m2" }));
    await run((tx) => freeBookings(tx, "m1", meeting));
    expect(await taken("room/turing")).toHaveLength(1);
  });
});

async function run<T>(body: (tx: Transaction) => T): Promise<T> {
  return (await engine.transact(body)).value;
}

/** One hold on each resource, under its name, for a second. */
function holdAll(tx: Transaction) {
  return resources.map((resource) => {
    const request = { id: resource, by: "saga", forMs: 1_000, now: clock.wallMs() };
    const placed = placeHold(tx, { resource, start: START, end: END }, request);
    const { id, fence } = (placed as { hold: Hold }).hold;
    return { hold: id, fence };
  });
}

function taken(resource: string) {
  return run((tx) => takenIntervals(tx, { resource, start: START - 1, end: END + 60_000 }));
}

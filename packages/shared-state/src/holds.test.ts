import { beforeEach, describe, expect, it } from "vitest";
import { memoryState, type TestState } from "../testing/memory-state.ts";
import { addInterval, removeInterval, takenIntervals } from "./diaries.ts";
import {
  adoptHold,
  confirmHold,
  getHold,
  type HoldPlaced,
  placeHold,
  releaseHold,
  renewHold,
  returnHold,
} from "./holds.ts";

const resource = "room/turing";
const midnight = Date.UTC(2026, 10, 24);

/** A slot from `hh:mm` to `hh:mm`; hours beyond 24 are on the next day. */
function slot(from: string, to: string, of = resource) {
  const minutes = (time: string) => {
    const [hours, rest] = time.split(":").map(Number);
    return (hours! * 60 + rest!) * 60_000;
  };
  return { resource: of, start: midnight + minutes(from), end: midnight + minutes(to) };
}

let held: TestState;
beforeEach(() => {
  held = memoryState({ reaping: false });
});

function place(id: string, where: ReturnType<typeof slot>, options = {}): Promise<HoldPlaced> {
  const request = { id, by: "ada", forMs: 1_000, now: held.clock.wallMs(), ...options };
  return held.run((tx) => placeHold(tx, where, request));
}
const confirm = (id: string, fence = 1) =>
  held.run((tx) => confirmHold(tx, id, { fence, booking: `booking of ${id}` }));
const adopt = (id: string, { fence = 1, by = "saga", forMs = 5_000 } = {}) =>
  held.run((tx) => adoptHold(tx, id, { fence, by, forMs }));
const giveBack = (id: string, fence = 2) => held.run((tx) => returnHold(tx, id, { fence }));
const read = (id: string) => held.run((tx) => getHold(tx, id));
const taken = () => held.run((tx) => takenIntervals(tx, slot("00:00", "48:00")));
const lapsed = { ok: false, reason: "hold-lapsed" };
const stale = { ok: false, reason: "stale-fence" };

describe("placing a hold", () => {
  it.each([
    ["the same time", "10:00", "10:30"],
    ["a later half", "10:15", "10:45"],
    ["an earlier half", "09:45", "10:15"],
    ["a part within", "10:10", "10:20"],
    ["a time around it", "09:00", "11:00"],
    ["one minute of it", "10:29", "11:00"],
  ])("is refused when it overlaps: %s", async (_name, from, to) => {
    await place("h1", slot("10:00", "10:30"), { by: "ada" });
    const { start, end } = slot("10:00", "10:30");
    expect(await place("h2", slot(from, to), { by: "bob" })).toEqual({
      ...{ ok: false, reason: "held", heldBy: "ada", start, end },
      freeAt: held.clock.wallMs() + 1_000,
    });
    await confirm("h1");
    expect(await place("h2", slot(from, to), { by: "bob" })).toEqual({
      ...{ ok: false, reason: "booked", heldBy: "booking of h1", start, end },
    });
  });

  it("is granted when it only touches, or concerns another room", async () => {
    await place("h1", slot("10:00", "10:30"));
    expect(await place("h2", slot("10:30", "11:00"))).toMatchObject({ ok: true });
    expect(await place("h3", slot("09:30", "10:00"))).toMatchObject({ ok: true });
    expect(await place("h4", slot("10:00", "10:30", "room/turin"))).toMatchObject({ ok: true });
  });

  it("sees an overlap on either side of midnight UTC, and none where days only meet", async () => {
    await place("h1", slot("23:00", "25:00"));
    expect(await place("h2", slot("23:30", "24:00"))).toMatchObject({ reason: "held" });
    expect(await place("h2", slot("24:00", "24:30"))).toMatchObject({ reason: "held" });
    expect(await place("h2", slot("22:00", "26:00"))).toMatchObject({ reason: "held" });
    expect(await place("h2", slot("25:00", "26:00"))).toMatchObject({ ok: true });
    await held.run((tx) => releaseHold(tx, "h1", { fence: 1 }));
    expect(await place("h3", slot("23:00", "25:00"))).toMatchObject({ ok: true });
  });

  it("twice with one id is one hold, whose time runs from the first", async () => {
    const first = await place("h1", slot("10:00", "10:30"));
    held.clock.advance(400);
    expect(await place("h1", slot("10:00", "10:30"))).toEqual(first);
    expect(await taken()).toHaveLength(1);
    held.clock.advance(600);
    expect(await read("h1")).toBeUndefined();
  });

  it("under an id that another request has is refused, whatever differs", async () => {
    await place("h1", slot("10:00", "10:30"));
    for (const [where, by] of [
      [slot("10:00", "10:30"), "bob"],
      [slot("10:00", "10:31"), "ada"],
      [slot("09:59", "10:30"), "ada"],
      [slot("10:00", "10:30", "room/turin"), "ada"],
    ] as const) {
      expect(await place("h1", where, { by })).toEqual({ ok: false, reason: "hold-id-taken" });
    }
  });

  it("of one slot by two at once is granted to one", async () => {
    const placed = await Promise.all([
      place("h1", slot("10:00", "10:30"), { by: "ada" }),
      place("h2", slot("10:15", "10:45"), { by: "bob" }),
    ]);
    expect(placed.map(({ ok }) => ok)).toEqual([true, false]);
  });

  it("names the first in the way, and when it frees, counting what it was renewed by", async () => {
    await place("late", slot("11:00", "11:30"), { by: "bob" });
    await place("early", slot("10:00", "10:30"), { by: "cyd" });
    held.clock.advance(500);
    await held.run((tx) => renewHold(tx, "early", { fence: 1, forMs: 3_000 }));
    const refusal = await place("h", slot("09:00", "12:00"));
    expect(refusal).toMatchObject({ heldBy: "cyd", freeAt: held.clock.wallMs() + 3_000 });
    held.clock.advance(3_000);
    expect(await place("h", slot("10:00", "10:30"))).toMatchObject({ ok: true });
  });

  it("does not mind the booking that is being moved, but every other one", async () => {
    await place("h1", slot("10:00", "10:30"));
    await confirm("h1");
    const ignoreBooking = "booking of h1";
    const moved = await place("h2", slot("10:15", "10:45"), { ignoreBooking });
    expect(moved).toMatchObject({ ok: true });
    expect(await place("h3", slot("10:30", "11:00"), { ignoreBooking })).toMatchObject({
      reason: "held",
    });
    await held.run((tx) => {
      const { start, end } = slot("10:00", "10:30");
      removeInterval(tx, resource, { start, end, booking: ignoreBooking });
      confirmHold(tx, "h2", { fence: 1, booking: ignoreBooking });
    });
    const { start, end } = slot("10:15", "10:45");
    expect(await taken()).toEqual([{ start, end, booking: ignoreBooking }]);
    expect(await place("h3", slot("09:45", "10:15"))).toMatchObject({ ok: true });
  });

  it("of an impossible slot throws, and leaves nothing", async () => {
    await expect(place("h1", slot("10:00", "10:00"))).rejects.toMatchObject({
      code: "slot-invalid",
    });
    await expect(place("h1", slot("10:00", "11:00"), { forMs: 1 })).rejects.toMatchObject({
      code: "lease-too-short",
    });
    expect([await read("h1"), await taken()]).toEqual([undefined, []]);
  });
});

describe.each([true, false])("a hold whose lease lapses (reaped: %s)", (reaping) => {
  beforeEach(async () => {
    held = memoryState({ reaping });
    await place("h1", slot("10:00", "10:30"));
  });

  it("lives until just before its deadline", async () => {
    held.clock.advance(999);
    expect(await place("h2", slot("10:15", "10:45"))).toMatchObject({ reason: "held" });
    expect(await confirm("h1")).toMatchObject({ ok: true });
  });

  it("exactly on the deadline blocks nobody, and can be neither confirmed nor anything else", async () => {
    held.clock.advance(1_000);
    expect(await confirm("h1")).toEqual(lapsed);
    expect(await held.run((tx) => renewHold(tx, "h1", { fence: 1, forMs: 100 }))).toEqual(lapsed);
    expect(await held.run((tx) => releaseHold(tx, "h1", { fence: 1 }))).toEqual(lapsed);
    expect(await adopt("h1")).toEqual(lapsed);
    expect(await giveBack("h1", 1)).toEqual(lapsed);
    expect(await taken()).toEqual([]);
    expect(await place("h2", slot("10:15", "10:45"))).toMatchObject({ ok: true });
  });

  it("does not free because the wall clock jumps, nor stay because it jumps back", async () => {
    held.clock.stepWall(86_400_000);
    expect(await place("h2", slot("10:15", "10:45"))).toMatchObject({ reason: "held" });
    held.clock.stepWall(-2 * 86_400_000);
    held.clock.advance(1_000);
    expect(await place("h2", slot("10:15", "10:45"))).toMatchObject({ ok: true });
  });
});

describe("confirming a hold", () => {
  it("makes a booking of it, which no lease ends; its own interval is not in its way", async () => {
    await place("h1", slot("23:00", "25:00"));
    expect(await confirm("h1")).toMatchObject({ ok: true, hold: { id: "h1", by: "ada" } });
    held.clock.advance(1_000_000);
    const { start, end } = slot("23:00", "25:00");
    expect(await taken()).toEqual([{ start, end, booking: "booking of h1" }]);
    expect(await confirm("h1")).toEqual(lapsed);
  });

  it("together with others happens as a whole or not at all", async () => {
    await place("h1", slot("10:00", "10:30"));
    await place("h2", slot("10:00", "10:30", "person/bob"), { forMs: 500 });
    held.clock.advance(500);
    const both = held.run((tx) => {
      for (const id of ["h1", "h2"]) {
        if (!confirmHold(tx, id, { fence: 1, booking: "m" }).ok) throw new Error(`${id} is gone`);
      }
    });
    await expect(both).rejects.toThrow();
    expect(await read("h1")).toMatchObject({ id: "h1" });
    expect(await taken()).toMatchObject([{ hold: "h1" }]);
  });
});

describe("a hold that changes hands", () => {
  beforeEach(() => place("h1", slot("10:00", "10:30")));

  it("refuses its former owner everything, however late they wake up", async () => {
    await adopt("h1");
    expect(await confirm("h1", 1)).toEqual(stale);
    expect(await held.run((tx) => renewHold(tx, "h1", { fence: 1, forMs: 100 }))).toEqual(stale);
    expect(await held.run((tx) => releaseHold(tx, "h1", { fence: 1 }))).toEqual(stale);
    expect(await adopt("h1", { fence: 1, by: "thief" })).toEqual(stale);
    expect(await giveBack("h1", 1)).toEqual(stale);
    await giveBack("h1", 2);
    for (const fence of [1, 2]) expect(await confirm("h1", fence)).toEqual(stale);
    expect(await confirm("h1", 3)).toMatchObject({ ok: true });
  });

  it("lives for as long as its adopter needs it, and goes back with what the lender has left", async () => {
    held.clock.advance(400);
    expect(await adopt("h1")).toMatchObject({ hold: { by: "saga", fence: 2 } });
    held.clock.advance(500);
    expect(await giveBack("h1")).toMatchObject({ hold: { by: "ada", fence: 3 } });
    expect(await read("h1")).not.toHaveProperty("lentBy");
    held.clock.advance(99);
    expect(await read("h1")).toMatchObject({ by: "ada" });
    held.clock.advance(1);
    expect(await read("h1")).toBeUndefined();
    expect(await place("h2", slot("10:00", "10:30"))).toMatchObject({ ok: true });
  });

  it.each([true, false])(
    "is freed on return when the lender's time is over (reaped: %s)",
    async (reaping) => {
      held = memoryState({ reaping });
      await place("h1", slot("10:00", "10:30"));
      await adopt("h1");
      held.clock.advance(1_000);
      expect(await read("h1")).toMatchObject({ by: "saga" });
      expect(await place("h2", slot("10:00", "10:30"))).toMatchObject({ heldBy: "saga" });
      expect(await giveBack("h1")).toMatchObject({ ok: true });
      expect([await read("h1"), await taken()]).toEqual([undefined, []]);
    },
  );

  it("does not lapse earlier for having been adopted for less", async () => {
    await adopt("h1", { forMs: 100 });
    held.clock.advance(999);
    expect(await read("h1")).toMatchObject({ by: "saga" });
    held.clock.advance(1);
    expect(await read("h1")).toBeUndefined();
  });

  it("goes with its adopter's lease, also when the lender's would have lived on", async () => {
    await adopt("h1", { forMs: 5_000 });
    await held.run((tx) => releaseHold(tx, "h1", { fence: 2 }));
    expect([await read("h1"), await taken()]).toEqual([undefined, []]);
    expect(await giveBack("h1", 2)).toEqual(lapsed);
  });

  it("twice goes back the way it came", async () => {
    await adopt("h1", { by: "saga 1" });
    await adopt("h1", { fence: 2, by: "saga 2" });
    expect(await giveBack("h1", 3)).toMatchObject({ hold: { by: "saga 1", fence: 4 } });
    expect(await giveBack("h1", 4)).toMatchObject({ hold: { by: "ada", fence: 5 } });
    expect(await giveBack("h1", 5)).toMatchObject({ ok: true });
    expect(await read("h1")).toBeUndefined();
  });

  it("can be confirmed by its adopter when the lender's lease is long over", async () => {
    await adopt("h1");
    held.clock.advance(4_999);
    expect(await confirm("h1", 2)).toMatchObject({ ok: true });
    expect(await taken()).toMatchObject([{ booking: "booking of h1" }]);
  });

  it("is renewed for its adopter only: the lender gains no time by it", async () => {
    await adopt("h1");
    await held.run((tx) => renewHold(tx, "h1", { fence: 2, forMs: 9_000 }));
    held.clock.advance(900);
    await giveBack("h1");
    held.clock.advance(100);
    expect(await read("h1")).toBeUndefined();
  });
});

it("a hold beside a booking of the same day survives that the booking goes", async () => {
  const { start, end } = slot("09:00", "10:00");
  await held.run((tx) => addInterval(tx, resource, { start, end, booking: "m1" }));
  await place("h1", slot("10:00", "10:30"));
  await held.run((tx) => removeInterval(tx, resource, { start, end, booking: "m1" }));
  expect(await taken()).toMatchObject([{ hold: "h1" }]);
});

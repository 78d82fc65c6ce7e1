import {
  type Closure,
  cancelClosure,
  closureBooking,
  closuresOf,
  ROOMS,
  requestClosure,
  roomResource,
} from "@holdfast/scheduling";
import { keyspace, putDocument, toDocument } from "@holdfast/shared-state";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Agent, aRoom, at, commit, Office } from "./office.ts";

const LEASE_MS = 3_000;

let office: Office;
afterEach(() => office.close());

function requestClosing(id = "c1", changes: Partial<Closure> = {}): Promise<Closure> {
  const request = {
    ...{ room: "turing", start: at("08:00"), end: at("18:00"), reason: "New carpet" },
    ...{ requestedBy: "person/admin", requestedAt: office.clock.wallMs(), ...changes },
  };
  return office.transact((tx) => requestClosure(tx, id, request));
}

async function closure(id = "c1", room = "turing"): Promise<Closure> {
  const key = keyspace.document(closuresOf(room), id);
  const stored = await office.state.read((snapshot) => snapshot.get(key));
  return toDocument<Closure>(id, stored)!.value;
}

/** Lets time pass until the closure has come so far. */
async function comesTo(state: Closure["state"], id = "c1"): Promise<Closure> {
  await vi.waitFor(
    async () => {
      office.clock.advance(100);
      expect((await closure(id)).state).toBe(state);
    },
    { timeout: 20_000, interval: 1 },
  );
  return closure(id);
}

const locks = () => office.state.locks.describe();

describe("closing a room", () => {
  beforeEach(async () => {
    office = await Office.open();
  });

  it("moves its meetings to other rooms, at the same time, and tells everybody", async () => {
    await office.book("m1");
    await office.book("m2", { start: at("12:00"), end: at("13:00") });
    await requestClosing();
    const { meetings } = await comesTo("closed");
    expect(meetings).toEqual([
      { meeting: "m1", outcome: "moved", to: "hopper" },
      { meeting: "m2", outcome: "moved", to: "hopper" },
    ]);
    expect(await office.diaryOfRoom("turing")).toEqual([`08:00–18:00 ${closureBooking("c1")}`]);
    expect(await office.diaryOfRoom("hopper")).toEqual(["09:00–10:00 m1", "12:00–13:00 m2"]);
    expect(await office.meeting("m1")).toMatchObject({
      ...{ start: at("09:00"), end: at("10:00"), room: "hopper", required: ["ada", "grace"] },
    });
    expect(await office.mails()).toContain("REQUEST 1 m1 ada");
    await vi.waitFor(async () => expect(await office.leftovers()).toEqual([]));
    expect(await locks()).toEqual([]);
  });

  it("reports a meeting that fits nowhere else, and goes on with the next", async () => {
    for (const [index, room] of ["turing", "hopper", "noether"].entries()) {
      const people = { required: [["ada"], ["grace"], ["alan"]][index]!, optional: [] };
      await office.book(`m${index}`, { rooms: [room], ...people });
    }
    await office.book("later", { start: at("12:00"), end: at("13:00") });
    await requestClosing();
    const { meetings } = await comesTo("closed");
    expect(meetings).toEqual([
      { meeting: "m0", outcome: "must-be-moved-by-hand", why: "no-room" },
      { meeting: "later", outcome: "moved", to: "hopper" },
    ]);
    // It stays where it is until somebody moves it; nobody else gets in.
    expect(await office.diaryOfRoom("turing")).toEqual([
      ...[`08:00–18:00 ${closureBooking("c1")}`, "09:00–10:00 m0"],
    ]);
    await office.cancel("m0");
    expect((await office.book("m4")).failure).toMatchObject({ reason: "room-closed" });
  });

  it("leaves meetings alone that only touch it, or are at another time", async () => {
    await office.book("before", { start: at("08:00"), end: at("09:00") });
    await office.book("after", { start: at("10:00"), end: at("11:00") });
    await requestClosing("c1", { start: at("09:00"), end: at("10:00") });
    expect((await comesTo("closed")).meetings).toEqual([]);
    expect(await office.diaryOfRoom("turing")).toHaveLength(3);
  });

  it("ends the holds that are there, so that none becomes a booking later", async () => {
    for (const agent of office.agents("calendar-agent")) agent.die();
    await office.startBooking("m1");
    await vi.waitFor(async () => expect(await office.holds()).toHaveLength(1));
    await office.hold("room/turing", { start: at("13:00"), end: at("14:00") });
    await requestClosing();
    await comesTo("closed");
    expect(await office.holds()).toEqual([]);
    await office.employ("calendar-agent");
    expect((await office.ended("book-m1")).failure).toMatchObject({ reason: "hold-lapsed" });
    expect(await office.diaryOfRoom("turing")).toEqual([`08:00–18:00 ${closureBooking("c1")}`]);
  });

  it("waits for whoever has the room's lock, and meanwhile nothing is held there", async () => {
    let letGo = () => {};
    const changing = office.state.locks.run(
      roomResource("turing"),
      { leaseMs: LEASE_MS, waitMsMax: 0 },
      () =>
        new Promise<void>((resolve) => {
          letGo = resolve;
        }),
    );
    await vi.waitFor(async () => expect(await locks()).toHaveLength(1));
    await requestClosing();
    await vi.waitFor(async () => expect((await locks())[0]?.waiters).toHaveLength(1));
    expect((await closure()).state).toBe("waiting");
    const booked = await office.book("m1");
    expect(booked.failure).toMatchObject({ step: "hold-room", reason: "room-locked" });
    letGo();
    await changing;
    await comesTo("closed");
  });

  it("is cancelled at any moment, and opens the room again", async () => {
    await requestClosing();
    await comesTo("closed");
    await office.transact((tx) => cancelClosure(tx, { room: "turing", id: "c1" }));
    expect((await office.book("m1")).state).toBe("completed");
    for (const agent of office.agents("room-agent")) agent.die();
    await requestClosing("c2");
    await office.transact((tx) => cancelClosure(tx, { room: "turing", id: "c2" }));
    await office.employ("room-agent");
    expect((await office.book("m2", { start: at("12:00"), end: at("13:00") })).state).toBe(
      "completed",
    );
    expect((await closure("c2")).state).toBe("cancelled");
    expect(await office.diaryOfRoom("turing")).toEqual(["09:00–10:00 m1", "12:00–13:00 m2"]);
  });

  it("prefers rooms that have what the closed one has", async () => {
    const equipped = { ...aRoom("noether"), equipment: ["projector"] };
    await office.transact((tx) => commit(putDocument(tx, ROOMS, "noether", equipped)));
    const closing = { ...aRoom("turing"), equipment: ["projector"] };
    await office.transact((tx) => commit(putDocument(tx, ROOMS, "turing", closing)));
    await office.book("m1");
    await requestClosing();
    expect((await comesTo("closed")).meetings).toMatchObject([{ to: "noether" }]);
  });

  it("reports a meeting that somebody is changing all the time, after a while", async () => {
    await office.book("m1");
    for (const agent of office.agents("calendar-agent")) agent.die();
    await office.startMove("m1", { rooms: ["noether"] });
    await office.transact((tx) => tx.delete(keyspace.task("saga-deadlines", "move-m1")));
    await requestClosing();
    const { meetings } = await comesTo("closed");
    expect(meetings).toEqual([
      { meeting: "m1", outcome: "must-be-moved-by-hand", why: "meeting-busy" },
    ]);
  });

  it("reports a meeting that has begun", async () => {
    await office.book("m1");
    office.clock.stepWall(at("09:30") - office.clock.wallMs());
    await requestClosing();
    expect((await comesTo("closed")).meetings).toMatchObject([{ why: "has-begun" }]);
  });

  it("two closures of one room at once are done one after the other", async () => {
    await office.book("m1");
    await requestClosing("c1");
    await requestClosing("c2", { end: at("12:00") });
    await comesTo("closed", "c1");
    await comesTo("closed", "c2");
    const dealtWith = [...(await closure("c1")).meetings, ...(await closure("c2")).meetings];
    expect(dealtWith).toEqual([{ meeting: "m1", outcome: "moved", to: "hopper" }]);
  });
});

describe("when the agent that closes a room", () => {
  beforeEach(async () => {
    office = await Office.open(["calendar-agent", "notification-agent"]);
  });

  const bookThree = async () => {
    const clerk = await office.employ("room-agent");
    for (const [index, hour] of ["09", "11", "13"].entries()) {
      const span = { start: at(`${hour}:00`), end: at(`${hour}:30`) };
      await office.book(`m${index}`, span);
    }
    await vi.waitFor(async () => expect(await office.leftovers()).toEqual([]));
    await office.dismiss(clerk);
  };

  /** So many of its transactions, from the claim on, and what could be half done after each. */
  it.each(Array.from({ length: 24 }, (_, index) => index + 1))(
    "dies at its transaction %i, another goes on where it was",
    async (last) => {
      await bookThree();
      await requestClosing();
      let agent: Agent | undefined;
      let transactions = 0;
      agent = await office.employ("room-agent", async () => {
        transactions += 1;
        if (transactions === last) agent?.die();
      });
      await vi.waitFor(async () => {
        office.clock.advance(50);
        const isOver = (await closure()).state === "closed";
        expect(transactions >= last || isOver).toBe(true);
      });
      await office.employ("room-agent");
      const { meetings } = await comesTo("closed");
      expect(meetings).toEqual(
        ["m0", "m1", "m2"].map((meeting) => ({ meeting, outcome: "moved", to: "hopper" })),
      );
      expect(await office.diaryOfRoom("turing")).toEqual([`08:00–18:00 ${closureBooking("c1")}`]);
      expect(await office.diaryOfRoom("hopper")).toHaveLength(3);
      await vi.waitFor(async () => {
        office.clock.advance(1_000);
        expect(await office.leftovers()).toEqual([]);
        expect(await locks()).toEqual([]);
      });
    },
  );

  it("has lost the room's lock, its saga gets no room, and another moves the meeting", async () => {
    await bookThree();
    await requestClosing();
    let agent: Agent | undefined;
    // It dies when the saga has begun, and nobody has done its first step.
    agent = await office.employ("room-agent", async () => {
      if ((await closure()).meetings.length > 0) agent?.die();
    });
    await vi.waitFor(async () => expect((await closure()).meetings).toHaveLength(1));
    await vi.waitFor(() => expect(office.agents("room-agent")).toEqual([]));
    office.clock.advance(LEASE_MS);
    await office.employ("room-agent");
    const saga = await office.ended("close-c1-m0-1");
    expect(saga.failure).toMatchObject({ step: "hold-room", reason: "lock-lost" });
    await comesTo("closed");
    expect((await office.meeting("m0"))?.room).toBe("hopper");
  });
});

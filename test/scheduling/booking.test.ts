import { ATTENDEES_MAX, PEOPLE, ROOMS } from "@holdfast/scheduling";
import { deleteDocument, putDocument, releaseHold } from "@holdfast/shared-state";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { aPerson, aRoom, at, commit, Office } from "./office.ts";

let office: Office;
afterEach(() => office.close());

describe("a booking", () => {
  beforeEach(async () => {
    office = await Office.open();
  });

  it("takes the room and the time of whoever is required, and invites everybody", async () => {
    const saga = await office.book("m1");
    expect(saga.state).toBe("completed");
    expect(await office.meeting("m1")).toMatchObject({
      ...{ status: "standing", sequence: 0, room: "turing", organizer: "ada" },
      ...{ start: at("09:00"), end: at("10:00"), required: ["ada", "grace"], optional: ["alan"] },
    });
    expect(await office.diaryOfRoom("turing")).toEqual(["09:00–10:00 m1"]);
    expect(await office.diaryOfPerson("ada")).toEqual(["09:00–10:00 m1"]);
    expect(await office.diaryOfPerson("grace")).toEqual(["09:00–10:00 m1"]);
    expect(await office.diaryOfPerson("alan")).toEqual([]);
    expect(await office.mails()).toEqual([
      ...["REQUEST 0 m1 ada", "REQUEST 0 m1 alan", "REQUEST 0 m1 grace"],
    ]);
    expect(await office.leftovers()).toEqual([]);
  });

  it("is on record as done by whoever asked for it", async () => {
    await office.book("m1");
    const { journal, startedBy } = await office.ended("book-m1");
    expect(startedBy).toBe("ada");
    expect(journal.map(({ step, did }) => `${step ?? "saga"} ${did}`)).toEqual([
      ...["saga started", "hold-room performed", "hold-calendars performed"],
      ...["confirm performed", "invite performed", "saga ended"],
    ]);
  });

  it("takes the first of several rooms that is open and free", async () => {
    await office.book("m1", { required: ["ada"] });
    const rooms = ["atlantis", "turing", "hopper", "noether"];
    await office.book("m2", { rooms, required: ["grace"], optional: [] });
    expect((await office.meeting("m2"))?.room).toBe("hopper");
  });

  it("may touch the one before it and the one after it", async () => {
    await office.book("m1");
    await office.book("m2", { start: at("10:00"), end: at("11:00") });
    await office.book("m0", { start: at("08:00"), end: at("09:00") });
    const diary = ["08:00–09:00 m0", "09:00–10:00 m1", "10:00–11:00 m2"];
    expect(await office.diaryOfRoom("turing")).toEqual(diary);
    expect(await office.diaryOfPerson("ada")).toEqual(diary);
  });

  it("does not ask those who are optional", async () => {
    await office.book("m1", { required: ["ada", "alan"], optional: [] });
    const saga = await office.book("m2", { rooms: ["hopper"], required: ["grace"] });
    expect(saga.state).toBe("completed");
    expect(await office.diaryOfPerson("alan")).toEqual(["09:00–10:00 m1"]);
  });

  it("across midnight, in a room that never closes, takes both days", async () => {
    const always = Object.fromEntries(
      (["mon", "tue", "wed"] as const).map((day) => [
        day,
        [["00:00", "24:00"]] as [string, string][],
      ]),
    );
    const open = { ...aRoom("turing"), openingHours: always };
    await office.transact((tx) => commit(putDocument(tx, ROOMS, "turing", open)));
    await office.book("m1", { start: at("22:00"), end: at("26:00") });
    expect(await office.diaryOfRoom("turing")).toEqual(["22:00–02:00 m1"]);
    const saga = await office.book("m2", { start: at("25:00"), end: at("27:00") });
    expect(saga.failure?.reason).toBe("room-booked");
  });

  it("of as many people as may come is still one commit", async () => {
    const guests = Array.from({ length: ATTENDEES_MAX - 1 }, (_, index) => `guest-${index}`);
    for (const id of guests) {
      await office.transact((tx) => commit(putDocument(tx, PEOPLE, id, aPerson(id))));
    }
    const changes = { required: ["ada", ...guests], optional: [] };
    expect((await office.book("m1", changes)).state).toBe("completed");
    expect(await office.mails()).toHaveLength(ATTENDEES_MAX);
  });

  it("asked for twice under one name is one", async () => {
    await office.startBooking("m1");
    expect(await office.startBooking("m1")).toMatchObject({ ok: true, started: false });
    await office.ended("book-m1");
    expect(await office.mails()).toHaveLength(3);
  });
});

describe("a booking is refused, and nothing of it is left, when", () => {
  beforeEach(async () => {
    office = await Office.open();
  });

  it.each([
    ["is booked", { rooms: ["turing"] }, "room-booked"],
    ["is booked for a part of the time", { start: at("09:59"), end: at("11:00") }, "room-booked"],
    ["is booked for less than the time", { start: at("08:00"), end: at("11:00") }, "room-booked"],
    ["is held", { rooms: ["hopper"] }, "room-held"],
    ["is not known", { rooms: ["atlantis"] }, "room-unknown"],
    ["is closed", { rooms: ["noether"], start: at("19:00"), end: at("20:01") }, "room-closed"],
    ["is closed that day", { start: at("105:00"), end: at("106:00") }, "room-closed"],
    ["has been removed", { rooms: ["noether"] }, "room-unknown"],
  ])("the room %s", async (what, changes, reason) => {
    await office.book("m1", { required: ["katherine"] });
    await office.hold("room/hopper");
    if (what === "has been removed") {
      await office.transact((tx) => commit(deleteDocument(tx, ROOMS, "noether")));
    }
    const before = await everything();
    const saga = await office.book("m2", { optional: [], ...changes });
    expect(saga).toMatchObject({ state: "compensated", failure: { step: "hold-room", reason } });
    expect(await everything()).toEqual(before);
  });

  it("none of the rooms would do, and it says why of each", async () => {
    await office.book("m1", { required: ["katherine"] });
    const hold = await office.hold("room/hopper");
    const before = await everything();
    const saga = await office.book("m2", { rooms: ["turing", "hopper", "atlantis"] });
    const freeAt = office.clock.wallMs() + 120_000;
    expect(saga.failure).toEqual({
      ...{ step: "hold-room", reason: "no-room" },
      detail: {
        rooms: [
          { room: "turing", reason: "room-booked", heldBy: "m1" },
          { room: "hopper", reason: "room-held", heldBy: hold.by, freeAt },
          { room: "atlantis", reason: "room-unknown" },
        ],
      },
    });
    expect(await everything()).toEqual(before);
  });

  it("somebody required is busy or not known, and it names everybody, and when", async () => {
    await office.book("m1", {
      required: ["ada"],
      optional: [],
      start: at("09:30"),
      end: at("12:00"),
    });
    await office.hold("person/grace", { start: at("08:00"), end: at("09:15") });
    const before = await everything();
    const required = ["katherine", "ada", "grace", "nobody"];
    const saga = await office.book("m2", { rooms: ["hopper"], required, optional: [] });
    expect(saga.state).toBe("compensated");
    expect(saga.failure).toEqual({
      ...{ step: "hold-calendars", reason: "attendee-busy" },
      detail: {
        people: [
          { person: "ada", why: "booked", start: at("09:30"), end: at("12:00") },
          { person: "grace", why: "held", start: at("08:00"), end: at("09:15") },
          { person: "nobody", why: "person-unknown", start: at("09:00"), end: at("10:00") },
        ],
      },
    });
    expect(await everything()).toEqual(before);
  });

  it("there is such a meeting already", async () => {
    await office.book("m1");
    const before = await everything();
    await office.startBooking("again", { meeting: "m1", title: "Another" });
    const saga = await office.ended("book-again");
    expect(saga.failure?.reason).toBe("meeting-exists");
    expect(await everything()).toEqual(before);
  });

  async function everything() {
    return {
      rooms: await Promise.all(["turing", "hopper", "noether"].map((id) => office.diaryOfRoom(id))),
      people: await Promise.all(
        ["ada", "grace", "alan", "katherine"].map((id) => office.diaryOfPerson(id)),
      ),
      mails: await office.mails(),
      meetings: [await office.meeting("m1"), await office.meeting("m2")],
      leftovers: await office.leftovers(),
    };
  }
});

it("of two bookings of one slot at once, one is made and the other undone", async () => {
  office = await Office.open();
  const meetings = ["m1", "m2", "m3", "m4", "m5", "m6"];
  await Promise.all(meetings.map((id) => office.startBooking(id)));
  const sagas = await Promise.all(meetings.map((id) => office.ended(`book-${id}`)));
  const made = sagas.filter(({ state }) => state === "completed");
  expect(made).toHaveLength(1);
  expect(await office.diaryOfRoom("turing")).toHaveLength(1);
  expect(await office.diaryOfPerson("ada")).toHaveLength(1);
  expect(await office.mails()).toHaveLength(3);
  expect(await office.leftovers()).toEqual([]);
});

it("a hold that was lost before the pivot undoes everything", async () => {
  office = await Office.open(["room-agent"]);
  await office.startBooking("m1");
  await vi.waitFor(async () => expect(await office.holds()).toHaveLength(1));
  const [hold] = await office.holds();
  await office.transact((tx) => commit(releaseHold(tx, hold!.id, hold!)));
  await office.employ("calendar-agent");
  const saga = await office.ended("book-m1");
  expect(saga).toMatchObject({
    ...{ state: "compensated", failure: { step: "confirm", reason: "hold-lapsed" } },
  });
  expect(await office.diaryOfPerson("ada")).toEqual([]);
  expect(await office.leftovers()).toEqual([]);
});

describe("a booking that takes over a person's hold", () => {
  beforeEach(async () => {
    office = await Office.open();
  });

  it("books what was held, and the hold is gone", async () => {
    const { id: hold, fence } = await office.hold("room/turing");
    const saga = await office.book("m1", { adopt: { hold, fence } });
    expect(saga.state).toBe("completed");
    expect(await office.diaryOfRoom("turing")).toEqual(["09:00–10:00 m1"]);
    expect(await office.leftovers()).toEqual([]);
  });

  it("gives it back when it fails: the person keeps what is left of their time", async () => {
    await office.book("m0", { rooms: ["hopper"], optional: [] });
    const { id: hold, fence } = await office.hold("room/turing", { forMs: 120_000 });
    office.clock.advance(30_000);
    const saga = await office.book("m1", { adopt: { hold, fence }, optional: [] });
    expect(saga.failure?.reason).toBe("attendee-busy");
    expect(await office.diaryOfRoom("turing")).toEqual(["09:00–10:00 held by ada"]);
    const [kept] = await office.holds();
    expect(kept!.fence).toBeGreaterThan(fence);
    office.clock.advance(89_999);
    expect(await office.diaryOfRoom("turing")).toHaveLength(1);
    office.clock.advance(1);
    expect(await office.diaryOfRoom("turing")).toEqual([]);
  });

  it("gives nothing back when the person's time has run out meanwhile", async () => {
    for (const agent of office.agents("calendar-agent")) agent.die();
    const { id: hold, fence } = await office.hold("room/turing", { forMs: 10_000 });
    await office.startBooking("m1", { adopt: { hold, fence } });
    await vi.waitFor(async () =>
      expect(await office.openTasks()).toContainEqual("task/calendar-agent/book-m1/hold-calendars"),
    );
    office.clock.advance(10_001);
    expect(await office.diaryOfRoom("turing")).toEqual(["09:00–10:00 held by book-m1"]);
    await office.stopBooking("m1");
    await office.employ("calendar-agent");
    await office.ended("book-m1");
    expect(await office.diaryOfRoom("turing")).toEqual([]);
    expect(await office.leftovers()).toEqual([]);
  });

  it.each([
    ["has lapsed", "hold-lapsed", {}, "turing"],
    ["has changed hands", "stale-fence", {}, "turing"],
    ["is of another time", "hold-does-not-fit", { start: at("09:15") }, "turing"],
    ["is of another room", "hold-does-not-fit", {}, "hopper"],
    ["is of a room that has closed since", "room-closed", {}, "turing"],
  ])("is refused when the hold %s", async (what, reason, span, room) => {
    const { id, fence } = await office.hold("room/turing", span);
    const before = await office.holds();
    if (what.includes("closed")) {
      const closed = { ...aRoom("turing"), openingHours: {} };
      await office.transact((tx) => commit(putDocument(tx, ROOMS, "turing", closed)));
    }
    const adopt = {
      hold: what === "has lapsed" ? "none" : id,
      fence: what === "has changed hands" ? fence + 1 : fence,
    };
    const saga = await office.book("m1", { rooms: [room], adopt });
    expect(saga).toMatchObject({ state: "compensated", failure: { step: "hold-room", reason } });
    expect(await office.holds()).toEqual(before);
  });

  it("is refused while another booking has it, which then keeps it", async () => {
    const { id: hold, fence } = await office.hold("room/turing");
    await Promise.all([
      office.startBooking("m1", { adopt: { hold, fence }, required: ["ada"] }),
      office.startBooking("m2", { adopt: { hold, fence }, required: ["grace"] }),
    ]);
    const sagas = [await office.ended("book-m1"), await office.ended("book-m2")];
    expect(sagas.map(({ state }) => state).sort()).toEqual(["compensated", "completed"]);
    expect(await office.diaryOfRoom("turing")).toHaveLength(1);
    expect(await office.leftovers()).toEqual([]);
  });
});

describe("a booking whose agent is missing", () => {
  it("is undone when its deadline has passed, and ends once the agent is back", async () => {
    office = await Office.open(["room-agent", "notification-agent"]);
    await office.startBooking("m1");
    await vi.waitFor(async () => expect(await office.holds()).toHaveLength(1));
    office.clock.advance(14_999);
    expect((await office.state.sagas.get("book-m1"))?.state).toBe("running");
    office.clock.advance(1);
    await vi.waitFor(async () =>
      expect((await office.state.sagas.get("book-m1"))?.state).toBe("compensating"),
    );
    expect(await office.diaryOfRoom("turing")).toEqual(["09:00–10:00 held by book-m1"]);
    await office.employ("calendar-agent");
    expect(await office.ended("book-m1")).toMatchObject({
      ...{ state: "compensated" },
      failure: { step: "hold-calendars", reason: "deadline-passed" },
    });
    expect(await office.diaryOfRoom("turing")).toEqual([]);
    expect(await office.leftovers()).toEqual([]);
  });

  it("frees the room by itself, even if the agent never comes back", async () => {
    office = await Office.open(["room-agent"]);
    await office.startBooking("m1");
    await vi.waitFor(async () => expect(await office.holds()).toHaveLength(1));
    office.clock.advance(20_000);
    expect(await office.diaryOfRoom("turing")).toEqual([]);
  });

  it("is undone late when nobody was there to see the deadline", async () => {
    office = await Office.open([]);
    await office.startBooking("m1");
    office.clock.advance(60_000);
    await office.employ("notification-agent");
    for (const role of ["room-agent", "calendar-agent"] as const) await office.employ(role);
    // The step and the deadline are both due. Whichever is quicker, all of it happens or nothing.
    const { state } = await office.ended("book-m1");
    expect(await office.diaryOfRoom("turing")).toHaveLength(state === "completed" ? 1 : 0);
    expect(await office.leftovers()).toEqual([]);
  });

  it("past the pivot stands, and invites as soon as the agent is back", async () => {
    office = await Office.open(["room-agent", "calendar-agent"]);
    await office.startBooking("m1");
    await vi.waitFor(async () => expect(await office.meeting("m1")).toBeDefined());
    office.clock.advance(600_000);
    expect(await office.mails()).toEqual([]);
    await office.employ("notification-agent");
    expect((await office.ended("book-m1")).state).toBe("completed");
    expect(await office.mails()).toHaveLength(3);
  });
});

describe("somebody who wants a booking gone while it is under way", () => {
  it("before the pivot has it undone", async () => {
    office = await Office.open(["room-agent"]);
    await office.startBooking("m1");
    await vi.waitFor(async () => expect(await office.holds()).toHaveLength(1));
    expect(await office.stopBooking("m1")).toMatchObject({ ok: true, outcome: "compensating" });
    await office.employ("calendar-agent");
    expect((await office.ended("book-m1")).failure?.reason).toBe("stop-requested");
    expect(await office.meeting("m1")).toBeUndefined();
    expect(await office.leftovers()).toEqual([]);
  });

  it("past the pivot has it cancelled, after the invitations", async () => {
    office = await Office.open(["room-agent", "calendar-agent"]);
    await office.startBooking("m1");
    await vi.waitFor(async () => expect(await office.meeting("m1")).toBeDefined());
    expect(await office.stopBooking("m1")).toMatchObject({ ok: true, outcome: "follow-up" });
    await office.employ("notification-agent");
    expect((await office.ended("book-m1")).state).toBe("completed");
    expect((await office.ended("cancel-m1")).state).toBe("completed");
    expect((await office.meeting("m1"))?.status).toBe("cancelled");
    expect(await office.diaryOfRoom("turing")).toEqual([]);
    expect((await office.mails()).filter((mail) => mail.startsWith("CANCEL 1"))).toHaveLength(3);
    expect((await office.mails()).filter((mail) => mail.startsWith("REQUEST 0"))).toHaveLength(3);
    expect(await office.leftovers()).toEqual([]);
  });

  it("too late is told so", async () => {
    office = await Office.open();
    await office.book("m1");
    expect(await office.stopBooking("m1")).toMatchObject({ ok: false, reason: "ended" });
    expect((await office.meeting("m1"))?.status).toBe("standing");
  });
});

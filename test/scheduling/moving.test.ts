import {
  ATTENDEES_MAX,
  cancelMeeting,
  type MoveMeetingInput,
  moveMeeting,
  PEOPLE,
  ROOMS,
} from "@holdfast/scheduling";
import { putDocument, releaseHold, requestStop } from "@holdfast/shared-state";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { aPerson, at, commit, Office } from "./office.ts";

let office: Office;
afterEach(() => office.close());

describe("a move", () => {
  beforeEach(async () => {
    office = await Office.open();
    await office.book("m1");
  });

  it("to another time takes the new slots, frees the old ones, and tells everybody", async () => {
    expect((await office.move("m1")).state).toBe("completed");
    expect(await office.meeting("m1")).toMatchObject({
      ...{ status: "standing", sequence: 1, start: at("11:00"), end: at("12:00") },
      ...{ title: "Planning", organizer: "ada" },
    });
    for (const diary of ["room/turing", "person/ada", "person/grace"]) {
      expect(await office.diary(diary)).toEqual(["11:00–12:00 m1"]);
    }
    expect(await office.mails()).toEqual([
      ...["REQUEST 0 m1 ada", "REQUEST 0 m1 alan", "REQUEST 0 m1 grace"],
      ...["REQUEST 1 m1 ada", "REQUEST 1 m1 alan", "REQUEST 1 m1 grace"],
    ]);
    expect(await office.leftovers()).toEqual([]);
  });

  it("leaves its old slot to whoever comes next", async () => {
    await office.move("m1");
    expect((await office.book("m2")).state).toBe("completed");
    expect(await office.diaryOfRoom("turing")).toEqual(["09:00–10:00 m2", "11:00–12:00 m1"]);
  });

  it.each([
    ["later", "09:30", "10:30"],
    ["earlier", "08:30", "09:30"],
    ["longer", "08:30", "10:30"],
    ["shorter", "09:15", "09:45"],
    ["not at all", "09:00", "10:00"],
  ])("to a slot that overlaps its own is not in its own way: %s", async (_how, start, end) => {
    const saga = await office.move("m1", { start: at(start), end: at(end) });
    expect(saga.state).toBe("completed");
    for (const diary of ["room/turing", "person/ada", "person/grace"]) {
      expect(await office.diary(diary)).toEqual([`${start}–${end} m1`]);
    }
    expect(await office.leftovers()).toEqual([]);
  });

  it("to another room at the same time frees the first", async () => {
    await office.move("m1", { rooms: ["hopper"], start: at("09:00"), end: at("10:00") });
    expect((await office.meeting("m1"))?.room).toBe("hopper");
    expect(await office.diaryOfRoom("turing")).toEqual([]);
    expect(await office.diaryOfRoom("hopper")).toEqual(["09:00–10:00 m1"]);
    expect(await office.diaryOfPerson("ada")).toEqual(["09:00–10:00 m1"]);
  });

  it("to other people frees those who leave, and tells each what concerns them", async () => {
    const people = { required: ["ada", "katherine"], optional: ["grace"] };
    await office.move("m1", { ...people, start: at("09:00"), end: at("10:00") });
    expect(await office.diaryOfPerson("katherine")).toEqual(["09:00–10:00 m1"]);
    expect(await office.diaryOfPerson("grace")).toEqual([]); // Optional now: invited, not booked.
    const told = (await office.mails()).filter((mail) => !mail.startsWith("REQUEST 0"));
    expect(told).toEqual([
      ...["CANCEL 1 m1 alan", "REQUEST 1 m1 ada", "REQUEST 1 m1 grace", "REQUEST 1 m1 katherine"],
    ]);
  });

  it("tells those who leave of the meeting as they knew it, not of where the others meet", async () => {
    await office.move("m1", { rooms: ["hopper"], required: ["ada"], optional: [] });
    const mails = await office.mailsAbout("m1");
    const left = mails.filter(({ method }) => method === "CANCEL");
    expect(left.map(({ recipient }) => recipient).sort()).toEqual(["alan", "grace"]);
    for (const { meeting } of left) {
      expect(meeting).toMatchObject({ room: "turing", start: at("09:00"), sequence: 1 });
    }
  });

  it("can be followed by another, and back to where it was", async () => {
    await office.move("m1", { rooms: ["hopper"] }, "move-1");
    await office.move("m1", { start: at("09:00"), end: at("10:00") }, "move-2");
    expect(await office.meeting("m1")).toMatchObject({ sequence: 2, start: at("09:00") });
    expect(await office.diaryOfRoom("turing")).toEqual(["09:00–10:00 m1"]);
    expect(await office.diaryOfRoom("hopper")).toEqual([]);
    expect(await office.leftovers()).toEqual([]);
  });

  it("may take over a hold on the new slot", async () => {
    const { id: hold, fence } = await office.hold("room/turing", {
      ...{ start: at("11:00"), end: at("12:00") },
    });
    expect((await office.move("m1", { adopt: { hold, fence } })).state).toBe("completed");
    expect(await office.diaryOfRoom("turing")).toEqual(["11:00–12:00 m1"]);
    expect(await office.leftovers()).toEqual([]);
  });
});

describe("a move that fails leaves everything as it was:", () => {
  beforeEach(async () => {
    office = await Office.open();
    await office.book("m1");
  });

  it.each<[string, Partial<MoveMeetingInput>, string, string]>([
    ["the new slot is booked", {}, "hold-room", "room-booked"],
    ["the new room is held", { rooms: ["hopper"] }, "hold-room", "room-held"],
    [
      "the room is closed then",
      { start: at("20:00"), end: at("21:00") },
      "hold-room",
      "room-closed",
    ],
    ["somebody is busy", { rooms: ["noether"] }, "hold-calendars", "attendee-busy"],
    [
      "somebody new is busy at the old time",
      { start: at("09:00"), end: at("10:00"), required: ["ada", "katherine"] },
      "hold-calendars",
      "attendee-busy",
    ],
    [
      "somebody new is not known",
      { start: at("13:00"), end: at("14:00"), required: ["ada", "nobody"] },
      "hold-calendars",
      "attendee-busy",
    ],
  ])("%s", async (_why, changes, step, reason) => {
    await office.book("m2", {
      ...{ start: at("11:30"), end: at("12:00"), required: ["grace"], optional: [] },
    });
    await office.book("m3", { rooms: ["noether"], required: ["katherine"], optional: [] });
    await office.hold("room/hopper", { start: at("11:00"), end: at("12:00") });
    const before = await everything();
    const saga = await office.move("m1", { required: ["ada", "grace"], ...changes });
    expect(saga).toMatchObject({ state: "compensated", failure: { step, reason } });
    expect(await everything()).toEqual(before);
  });

  it("its hold was lost before the pivot", async () => {
    for (const agent of office.agents("calendar-agent")) agent.die();
    const before = await everything();
    await office.startMove("m1");
    await vi.waitFor(async () => expect(await office.holds()).toHaveLength(1));
    const [hold] = await office.holds();
    await office.transact((tx) => commit(releaseHold(tx, hold!.id, hold!)));
    await office.employ("calendar-agent");
    const saga = await office.ended("move-m1");
    expect(saga.failure).toMatchObject({ step: "exchange", reason: "hold-lapsed" });
    expect(await everything()).toEqual(before);
  });

  it("its deadline passed while an agent was missing", async () => {
    const before = await everything();
    for (const agent of office.agents("calendar-agent")) agent.die();
    await office.startMove("m1");
    await vi.waitFor(async () => expect(await office.holds()).toHaveLength(1));
    office.clock.advance(15_000);
    await office.employ("calendar-agent");
    const saga = await office.ended("move-m1");
    expect(saga).toMatchObject({
      ...{ state: "compensated", failure: { reason: "deadline-passed" } },
    });
    expect(await everything()).toEqual(before);
  });

  it("the meeting has been cancelled, or never was", async () => {
    await office.cancel("m1");
    const before = await everything();
    for (const meeting of ["m1", "ghost"]) {
      const saga = await office.move(meeting);
      expect(saga.failure).toEqual({
        ...{ step: "exchange", reason: "meeting-not-standing", detail: undefined },
      });
    }
    expect(await everything()).toEqual(before);
  });

  async function everything() {
    const diaries = ["turing", "hopper", "noether"].map((id) => office.diaryOfRoom(id));
    const people = ["ada", "grace", "alan", "katherine"].map((id) => office.diaryOfPerson(id));
    return {
      diaries: await Promise.all([...diaries, ...people]),
      meeting: await office.meeting("m1"),
      mails: await office.mails(),
      leftovers: (await office.leftovers()).filter((key) => !key.startsWith("hold/")),
    };
  }
});

describe("at once", () => {
  beforeEach(async () => {
    office = await Office.open();
    await office.book("m1");
  });

  it("two moves of one meeting are one: the other is told which saga is at it", async () => {
    const starts = await Promise.all([
      office.startMove("m1", { rooms: ["hopper"] }, "move-1"),
      office.startMove("m1", { rooms: ["noether"] }, "move-2"),
    ]);
    expect(starts.map(({ ok }) => ok).sort()).toEqual([false, true]);
    const lost = starts.find(({ ok }) => !ok);
    const won = starts[0]!.ok ? "move-1" : "move-2";
    expect(lost).toMatchObject({ reason: "subject-busy", openSaga: won });
    await office.ended(won);
    expect((await office.meeting("m1"))?.sequence).toBe(1);
    expect(await office.leftovers()).toEqual([]);
  });

  it("two meetings that move to one slot: one moves, the other stays where it was", async () => {
    await office.book("m2", { rooms: ["hopper"], required: ["katherine"], optional: [] });
    const changes = { rooms: ["noether"] };
    await Promise.all([
      office.startMove("m1", changes),
      office.startMove("m2", { ...changes, required: ["katherine"], optional: [] }),
    ]);
    const sagas = [await office.ended("move-m1"), await office.ended("move-m2")];
    expect(sagas.map(({ state }) => state).sort()).toEqual(["compensated", "completed"]);
    expect(await office.diaryOfRoom("noether")).toHaveLength(1);
    const before = [await office.diaryOfRoom("turing"), await office.diaryOfRoom("hopper")];
    expect(before.flat()).toHaveLength(1);
    expect(await office.leftovers()).toEqual([]);
  });

  it("two meetings that would change places are in each other's way, and both stay", async () => {
    await office.book("m2", { rooms: ["hopper"], required: ["katherine"], optional: [] });
    const now = { start: at("09:00"), end: at("10:00") };
    await Promise.all([
      office.startMove("m1", { ...now, rooms: ["hopper"] }),
      office.startMove("m2", { ...now, rooms: ["turing"], required: ["katherine"], optional: [] }),
    ]);
    for (const id of ["move-m1", "move-m2"]) {
      expect((await office.ended(id)).failure?.reason).toBe("room-booked");
    }
    expect(await office.diaryOfRoom("turing")).toEqual(["09:00–10:00 m1"]);
    expect(await office.diaryOfRoom("hopper")).toEqual(["09:00–10:00 m2"]);
  });
});

/** What a transaction may write has an end: every step must stay within it, with all people. */
describe("with as many people as may come", () => {
  const crowd = (name: string) =>
    Array.from({ length: ATTENDEES_MAX - 1 }, (_, index) => `${name}-${index}`);
  const asPeople = (ids: readonly string[]) => ({ required: ["ada", ...ids], optional: [] });

  beforeEach(async () => {
    office = await Office.open();
    for (const id of [...crowd("guest"), ...crowd("other")]) {
      await office.transact((tx) => commit(putDocument(tx, PEOPLE, id, aPerson(id))));
    }
    const always = { ...{ name: "hall", capacity: 99, equipment: [], zone: "UTC" } };
    const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    const openingHours = Object.fromEntries(days.map((day) => [day, [["00:00", "24:00"]]]));
    const hall = { ...always, openingHours };
    await office.transact((tx) => commit(putDocument(tx, ROOMS, "hall", hall)));
  });

  it("a whole day's meeting moves to another day, other people and back, mail unsent", async () => {
    const day = { rooms: ["hall"], start: at("12:00"), end: at("36:00") };
    const later = { rooms: ["hall"], start: at("84:00"), end: at("108:00") };
    expect((await office.book("m1", { ...day, ...asPeople(crowd("guest")) })).state).toBe(
      "completed",
    );
    const moves = [crowd("other"), crowd("guest"), crowd("other")];
    for (const [index, people] of moves.entries()) {
      const to = index % 2 === 0 ? later : day;
      const id = `move-${index}`;
      const isLast = index === moves.length - 1;
      if (isLast) for (const agent of office.agents("notification-agent")) agent.die();
      await office.startMove("m1", { ...to, ...asPeople(people) }, id);
      if (isLast) await cancelOnceItHasMoved(id, moves.length);
      expect((await office.ended(id)).state).toBe("completed");
    }
    expect((await office.ended("cancel-m1")).state).toBe("completed");
    expect(office.errors).toEqual([]);
    expect(await office.leftovers()).toEqual([]);
  });

  /** The commit that enqueues the last mails then also has the cancellation to start. */
  async function cancelOnceItHasMoved(move: string, sequence: number): Promise<void> {
    await vi.waitFor(async () => expect((await office.meeting("m1"))?.sequence).toBe(sequence));
    const input = { meeting: "m1", reason: "Too many" };
    const followUp = { definition: cancelMeeting, id: "cancel-m1", input };
    const request = { ...office.state.acting(), followUp };
    await office.transact((tx) => commit(requestStop(tx, moveMeeting, move, request)));
    await office.employ("notification-agent");
  }
});

import { bookMeeting, cancelMeeting, moveMeeting } from "@holdfast/scheduling";
import { requestStop } from "@holdfast/shared-state";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { at, Office } from "./office.ts";

let office: Office;
afterEach(() => office.close());

describe("a cancellation", () => {
  beforeEach(async () => {
    office = await Office.open();
    await office.book("m1");
  });

  it("frees the room and the people, and tells everybody", async () => {
    expect((await office.cancel("m1")).state).toBe("completed");
    expect(await office.meeting("m1")).toMatchObject({ status: "cancelled", sequence: 1 });
    for (const diary of ["room/turing", "person/ada", "person/grace"]) {
      expect(await office.diary(diary)).toEqual([]);
    }
    expect((await office.mails()).filter((mail) => mail.startsWith("CANCEL"))).toEqual([
      ...["CANCEL 1 m1 ada", "CANCEL 1 m1 alan", "CANCEL 1 m1 grace"],
    ]);
    expect(await office.leftovers()).toEqual([]);
  });

  it("leaves the slot to be booked again, by the same people", async () => {
    await office.cancel("m1");
    expect((await office.book("m2")).state).toBe("completed");
    expect(await office.diaryOfRoom("turing")).toEqual(["09:00–10:00 m2"]);
    expect(await office.diaryOfPerson("ada")).toEqual(["09:00–10:00 m2"]);
  });

  it("frees no other meeting, also not one that touches it", async () => {
    await office.book("m2", { start: at("10:00"), end: at("11:00") });
    await office.cancel("m1");
    expect(await office.diaryOfRoom("turing")).toEqual(["10:00–11:00 m2"]);
  });

  it("after a move frees where the meeting is now, and tells those who are invited now", async () => {
    await office.move("m1", { rooms: ["hopper"], required: ["ada"], optional: ["katherine"] });
    await office.cancel("m1");
    expect(await office.diaryOfRoom("hopper")).toEqual([]);
    expect(await office.diaryOfPerson("ada")).toEqual([]);
    expect((await office.mails()).filter((mail) => mail.startsWith("CANCEL 2"))).toEqual([
      ...["CANCEL 2 m1 ada", "CANCEL 2 m1 katherine"],
    ]);
  });

  it("of what is cancelled already, or never was, is refused and changes nothing", async () => {
    await office.cancel("m1");
    const mails = await office.mails();
    for (const meeting of ["m1", "ghost"]) {
      const saga = await office.cancel(meeting, `again-${meeting}`);
      expect(saga.failure?.reason).toBe("meeting-not-standing");
      expect(saga.state).toBe("compensated");
    }
    expect((await office.meeting("m1"))?.sequence).toBe(1);
    expect(await office.mails()).toEqual(mails);
    expect(await office.leftovers()).toEqual([]);
  });

  it("is not begun while a move is under way, nor twice", async () => {
    await office.startMove("m1");
    expect(await office.startCancelling("m1")).toMatchObject({
      ...{ ok: false, reason: "subject-busy", openSaga: "move-m1" },
    });
    await office.ended("move-m1");
    const starts = await Promise.all([
      office.startCancelling("m1", "cancel-1"),
      office.startCancelling("m1", "cancel-2"),
    ]);
    expect(starts.filter(({ ok }) => ok)).toHaveLength(1);
    await office.ended(starts[0]!.ok ? "cancel-1" : "cancel-2");
    expect(await office.leftovers()).toEqual([]);
  });
});

describe("a cancellation whose room agent is missing", () => {
  it("is given up at its deadline: the meeting stands, and nobody is told anything", async () => {
    office = await Office.open();
    await office.book("m1");
    for (const agent of office.agents("room-agent")) agent.die();
    await office.startCancelling("m1");
    office.clock.advance(15_000);
    expect(await office.ended("cancel-m1")).toMatchObject({
      ...{ state: "compensated", failure: { reason: "deadline-passed" } },
    });
    expect((await office.meeting("m1"))?.status).toBe("standing");
    await office.employ("room-agent");
    expect((await office.cancel("m1", "cancel-2")).state).toBe("completed");
    expect(await office.mails()).toHaveLength(6);
    expect(await office.leftovers()).toEqual([]);
  });
});

describe("somebody who asks for a stop", () => {
  const followUp = {
    ...{ definition: cancelMeeting, id: "cancel-m1" },
    input: { meeting: "m1", reason: "Never mind" },
  };

  it("twice, past the pivot, gets one cancellation", async () => {
    office = await Office.open(["room-agent", "calendar-agent"]);
    await office.startBooking("m1");
    await vi.waitFor(async () => expect(await office.meeting("m1")).toBeDefined());
    const first = await stop(bookMeeting, "book-m1", "cancel-m1");
    const second = await stop(bookMeeting, "book-m1", "cancel-again");
    expect(first).toMatchObject({ ok: true, followUp: "cancel-m1" });
    expect(second).toMatchObject({ ok: true, followUp: "cancel-m1" });
    await office.employ("notification-agent");
    await office.ended("cancel-m1");
    expect(await office.state.sagas.get("cancel-again")).toBeUndefined();
    expect(await office.mails()).toHaveLength(6);
    expect(await office.leftovers()).toEqual([]);
  });

  it("while a move is past its pivot has the moved meeting cancelled", async () => {
    office = await Office.open();
    await office.book("m1");
    for (const agent of office.agents("notification-agent")) agent.die();
    await office.startMove("m1", { required: ["ada"], optional: [] });
    await vi.waitFor(async () => expect((await office.meeting("m1"))?.sequence).toBe(1));
    await stop(moveMeeting, "move-m1", "cancel-m1");
    await office.employ("notification-agent");
    await office.ended("cancel-m1");
    expect(await office.meeting("m1")).toMatchObject({ status: "cancelled", sequence: 2 });
    const told = (await office.mails()).filter((mail) => !mail.includes(" 0 "));
    expect(told).toEqual([
      ...["CANCEL 1 m1 alan", "CANCEL 1 m1 grace", "CANCEL 2 m1 ada", "REQUEST 1 m1 ada"],
    ]);
    expect(await office.leftovers()).toEqual([]);
  });

  it("while a move is before its pivot has the move undone, and the meeting stands", async () => {
    office = await Office.open();
    await office.book("m1");
    for (const agent of office.agents("calendar-agent")) agent.die();
    await office.startMove("m1");
    await vi.waitFor(async () => expect(await office.holds()).toHaveLength(1));
    expect(await stop(moveMeeting, "move-m1", "cancel-m1")).toMatchObject({
      ...{ ok: true, outcome: "compensating" },
    });
    await office.employ("calendar-agent");
    await office.ended("move-m1");
    expect(await office.meeting("m1")).toMatchObject({ status: "standing", start: at("09:00") });
    expect(await office.diaryOfRoom("turing")).toEqual(["09:00–10:00 m1"]);
    expect(await office.leftovers()).toEqual([]);
  });

  function stop(definition: typeof bookMeeting, saga: string, id: string) {
    const request = { ...office.state.acting(), followUp: { ...followUp, id } };
    return office.transact((tx) => requestStop(tx, definition, saga, request));
  }
});

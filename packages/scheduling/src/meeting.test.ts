import { createMemoryStore, memoryEngine } from "@holdfast/engine-memory";
import { appendEvents, foldEvents, type StoredEvent } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import {
  getMeeting,
  invited,
  type Meeting,
  type MeetingEvent,
  meetingFold,
  meetingStream,
  meetingSubject,
} from "./meeting.ts";

const arrangement = {
  ...{ room: "turing", start: 1_000, end: 2_000, zone: "Europe/Berlin" },
  ...{ required: ["ada", "grace"], optional: ["alan"] },
};
const text = { title: "Planning", description: "" };
const booked: MeetingEvent = {
  type: "booked",
  data: { ...arrangement, ...text, organizer: "ada" },
};
const moved: MeetingEvent = {
  type: "moved",
  data: { ...arrangement, room: "hopper", start: 3_000, end: 4_000, required: ["ada"] },
};
const cancelled: MeetingEvent = { type: "cancelled", data: { reason: "Rain" } };

describe("a meeting's past", () => {
  it("is empty before it is booked, and stays so whatever else is said of it", () => {
    expect(fold()).toBeUndefined();
    const edited: MeetingEvent = { type: "edited", data: { title: "Ghost" } };
    expect(fold(edited, moved, cancelled)).toBeUndefined();
  });

  it("folds into what was booked, at sequence 0", () => {
    expect(fold(booked)).toEqual({ ...booked.data, status: "standing", sequence: 0 });
  });

  it("raises the sequence with a move and a cancellation, and not with an edit", () => {
    const edited: MeetingEvent = { type: "edited", data: { title: "Review" } };
    expect(fold(booked, edited)?.sequence).toBe(0);
    expect(fold(booked, edited, moved)?.sequence).toBe(1);
    expect(fold(booked, moved, edited, moved)?.sequence).toBe(2);
    expect(fold(booked, moved, cancelled)?.sequence).toBe(2);
  });

  it("keeps what an edit does not name, and every word of it through a move", () => {
    const edited: MeetingEvent = { type: "edited", data: { description: "Bring the plan" } };
    expect(fold(booked, edited, moved)).toEqual({
      ...{ ...moved.data, title: "Planning", description: "Bring the plan", organizer: "ada" },
      ...{ status: "standing", sequence: 1 },
    });
  });

  it("still says where and when a cancelled meeting would have been", () => {
    expect(fold(booked, cancelled)).toMatchObject({ ...arrangement, status: "cancelled" });
  });

  it("is never changed by folding it", () => {
    const before = structuredClone([booked, moved]);
    fold(booked, moved);
    expect([booked, moved]).toEqual(before);
  });
});

it("a stored meeting is read with the position of its last event", async () => {
  const engine = memoryEngine({ store: createMemoryStore() });
  const acting = { now: 1, by: "test" };
  await engine.transact((tx) => appendEvents(tx, meetingStream("m1"), [booked, moved], acting));
  const { value } = await engine.transact((tx) => ({
    stored: getMeeting(tx, "m1"),
    none: getMeeting(tx, "m"),
  }));
  expect(value.stored.position).toBe(2);
  expect(value.stored.meeting).toEqual(fold(booked, moved));
  expect(value.none).toEqual({ meeting: undefined, position: 0 });
  await engine.close();
});

it("everybody is invited, the required first", () => {
  expect(invited(arrangement)).toEqual(["ada", "grace", "alan"]);
});

it("two meetings are two subjects", () => {
  expect(meetingSubject("m1")).not.toBe(meetingSubject("m2"));
});

function fold(...events: MeetingEvent[]): Meeting | undefined {
  const stored = events.map(
    (event, index): StoredEvent<MeetingEvent> => ({
      ...event,
      position: index + 1,
      at: 1,
      by: "x",
    }),
  );
  return foldEvents(stored, meetingFold);
}

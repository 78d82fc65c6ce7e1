import { expect, test } from "vitest";
import { fileNameOf, kindOf, meetingOf } from "./mail-kind.ts";

test("a request with a sequence is a change of what was sent before", () => {
  expect(kindOf({ method: "REQUEST", sequence: 0 }).looks).toBe("request");
  expect(kindOf({ method: "request" }).looks).toBe("request");
  expect(kindOf({ method: "REQUEST", sequence: 3 }).looks).toBe("change");
  expect(kindOf({ method: "CANCEL", sequence: 3 }).looks).toBe("cancel");
  expect(kindOf({}).looks).toBe("plain");
});

test("only an invitation of ours names a meeting", () => {
  expect(meetingOf({ uid: "abc@holdfast" })).toBe("abc");
  expect(meetingOf({ uid: "abc@elsewhere.example" })).toBeUndefined();
  expect(meetingOf({})).toBeUndefined();
});

test("no subject makes a file name that leaves its folder", () => {
  expect(fileNameOf({ subject: "../../etc/passwd" })).toBe("etcpasswd.ics");
  expect(fileNameOf({ subject: "Invitation: Café & Co" })).toBe("Invitation-Cafe-Co.ics");
  expect(fileNameOf({ subject: "会議" })).toBe("invitation.ics");
});

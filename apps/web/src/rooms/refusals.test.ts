import { describe, expect, test } from "vitest";
import { refusalOf, type Words } from "./refusals.ts";

const words: Words = {
  person: (id) => `<${id}>`,
  room: (id) => `[${id}]`,
  holder: (heldBy) => `{${heldBy}}`,
  span: (start, end) => `${start}/${end}`,
};
const body = (members: Record<string, unknown>) => ({
  ...{ type: "urn:holdfast:problem:x", title: "T", status: 409 },
  ...members,
});
const alternative = { start: "a", end: "b", room: "r", reasons: [] };

describe("a refusal", () => {
  test("of a slot says who has it, until when, and what would do", () => {
    const refusal = refusalOf(
      "room-taken",
      body({
        ...{ room: "r", heldBy: "person/ada", start: "s", end: "e", freeAt: "f" },
        alternatives: [alternative],
      }),
      words,
    );
    expect(refusal.sentences[0]).toContain("[r]");
    expect(refusal.sentences[0]).toContain("{person/ada}");
    expect(refusal.freeAt).toBe("f");
    expect(refusal.alternatives).toEqual([alternative]);
  });

  test("of a move names every room and person who stands in the way", () => {
    const rooms = [{ room: "r", reason: "room-held", heldBy: "person/bo", freeAt: "f" }];
    const people = [{ person: "cy", why: "meeting", start: "s", end: "e" }];
    const refusal = refusalOf("meeting-not-moved", body({ reason: "x", rooms, people }), words);
    expect(refusal.sentences).toHaveLength(2);
    expect(refusal.sentences[0]).toContain("{person/bo}");
    expect(refusal.sentences[1]).toContain("<cy>");
    expect(refusal.freeAt).toBe("f");
  });

  test("that nobody thought of here is told in the gateway's own words", () => {
    const refusal = refusalOf("brand-new", body({ detail: "D", status: 503 }), words);
    expect(refusal).toEqual({ title: "T", sentences: ["D"], alternatives: [], again: true });
  });

  test("of the whole request names each field", () => {
    const errors = [{ field: "start", message: "has passed" }];
    expect(refusalOf("request-invalid", body({ errors }), words).sentences).toEqual([
      "start: has passed.",
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { ScenarioError } from "./complaints.ts";
import { DialError, readDialOption, withDial } from "./dial.ts";
import { readScenario } from "./read-scenario.ts";

const HEAD = `name: a
story: s
shows: g
actors:
  ada:
    - book: { room: alan-turing, at: "10:00" }
    - at-once: [{ move: { meeting: $book.meeting, at: "11:00" } }]
`;

function complaintsAbout(text: string) {
  try {
    readScenario(HEAD + text);
  } catch (error) {
    if (error instanceof ScenarioError) return error.complaints;
    throw error;
  }
  return [];
}

describe("a scenario's dial", () => {
  it("can turn what somebody does", () => {
    const text = "dial: { place-hold: optimistic, send-notification: check-then-act }";
    expect(complaintsAbout(text)).toEqual([]);
  });

  it.each([
    ["dial: { place-hold: chek-then-act }", "check-then-act"],
    ["dial: { plac-hold: optimistic }", "place-hold"],
  ])("of %s it is said what was meant", (text, suggestion) => {
    expect(complaintsAbout(text)).toMatchObject([{ line: 8, suggestion }]);
  });

  it("can neither turn an edit where there are only moves, nor a reading that nobody does", () => {
    const paths = complaintsAbout("dial: { edit-meeting: optimistic, read-diary: strong }");
    expect(paths.map(({ path }) => path)).toEqual(["dial.edit-meeting", "dial.read-diary"]);
  });

  it("has to be weak for a promise to be broken, and the promise has to be one", () => {
    const broken = "expect: { violated: [no-double-booking] }";
    expect(complaintsAbout(broken)).toMatchObject([{ path: "expect.violated" }]);
    expect(complaintsAbout(`dial: { place-hold: pessimistic }\n${broken}`)).toHaveLength(1);
    const weak = "dial: { place-hold: unfenced-lock }\n";
    expect(complaintsAbout(weak + broken)).toEqual([]);
    const misspelt = "expect: { violated: [no-double-bookings] }";
    expect(complaintsAbout(weak + misspelt)).toMatchObject([{ suggestion: "no-double-booking" }]);
  });
});

describe("turned by whoever runs it", () => {
  const scenario = readScenario(
    `${HEAD}dial: { place-hold: check-then-act, send-notification: optimistic }
expect: { violated: [no-double-booking], outcomes: [{ of: [ada.book], ok: 1 }] }`,
  );

  it("what it expects to be broken is expected no more, and all else stays", () => {
    const { dial, expect: expected } = withDial(scenario, readDialOption("place-hold=transaction"));
    expect(dial).toEqual({ "place-hold": "transaction", "send-notification": "optimistic" });
    expect(expected).toEqual({ outcomes: scenario.expect.outcomes });
  });

  it("it cannot be turned where it would be ignored", () => {
    expect(() => withDial(scenario, { "edit-meeting": "optimistic" })).toThrow(DialError);
  });

  it.each(["", "place-hold", "place-hold=", "place-hold=strong", "hold=strong", "a=b=c"])(
    "%o is no setting",
    (text) => {
      expect(() => readDialOption(text)).toThrow(DialError);
    },
  );
});

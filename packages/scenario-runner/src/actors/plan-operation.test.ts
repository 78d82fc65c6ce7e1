import type { Operation } from "@holdfast/checker";
import { describe, expect, it } from "vitest";
import { readScenario } from "../format/read-scenario.ts";
import type { Step } from "../format/steps.ts";
import { SeededRandom } from "../seeded-random.ts";
import { planOperation } from "./plan-operation.ts";
import { Results, Unresolved } from "./results.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const office = { rooms: ["alan-turing"], people: ["ada", "grace"], midnight: 0 };
const TEN = DAY_MS + 10 * HOUR_MS;

/** The last step of these, by ada; those before it are known by name. */
function planned(steps: string, results = new Results(), seed = 1) {
  const text = `name: a\nstory: s\nshows: g\nsystem: { rooms: [alan-turing, ada-lovelace] }\nactors:\n  ada:\n${steps}`;
  const { actors } = readScenario(text);
  const step = actors.ada!.at(-1) as Step;
  return planOperation(step, { actor: "ada", office, results, random: new SeededRandom(seed) });
}

function told(output: object, input: object): Operation {
  return {
    ...{ kind: "operation", id: "1", process: "ada", name: "book", key: "room/alan-turing" },
    ...{ input, output, outcome: "ok", invokedMs: 0, completedMs: 1 },
  };
}

const SLOT = { room: "alan-turing", start: TEN, end: TEN + HOUR_MS };
const BOOK = '    - book: { room: alan-turing, at: "10:00" }\n';

describe("from a step to an operation", () => {
  it("times are of the scenario's days", () => {
    const operation = planned(
      '    - book: { room: alan-turing, at: "09:30", day: 2, minutes: 45 }\n',
    );
    const start = 2 * DAY_MS + 9.5 * HOUR_MS;
    expect(operation).toMatchObject({
      ...{ name: "book", key: "room/alan-turing" },
      input: { room: "alan-turing", start, end: start + 45 * 60_000, organizer: "ada" },
    });
  });

  it("what was told to an earlier step is filled in, with where it was", () => {
    const results = new Results();
    results.keep("ada.book", told({ meeting: "m1" }, SLOT));
    const operation = planned(`${BOOK}    - cancel: { meeting: $book.meeting }\n`, results);
    expect(operation?.input).toEqual({ ...SLOT, meeting: "m1" });
  });

  it("what was told to another actor, too", () => {
    const results = new Results();
    results.keep("ada.book", told({ meeting: "m1", version: 3 }, SLOT));
    const edit =
      "    - edit: { meeting: $ada.book.meeting, version: $ada.book.version, title: T }\n";
    const operation = planned(BOOK + edit, results);
    expect(operation?.input).toEqual({ meeting: "m1", changes: { title: "T" }, version: 3 });
  });

  it("a view can be asked for at least the revision of an earlier answer", () => {
    const results = new Results();
    results.keep("ada.book", { ...told({ meeting: "m1" }, SLOT), revision: 41 });
    const read = "    - read-day: { room: alan-turing, at-least: $book.revision }\n";
    const day = { room: "alan-turing", start: DAY_MS, end: 2 * DAY_MS };
    expect(planned(BOOK + read, results)).toMatchObject({
      ...{ name: "read-day", key: "room/alan-turing", input: { ...day, atLeast: 41 } },
    });
    expect(planned("    - read-day: { room: alan-turing }\n")?.input).toEqual(day);
  });

  it.each(["read-room", "read-diary", "read-agenda", "read-free-rooms"])("so can %s", (name) => {
    const results = new Results();
    results.keep("ada.book", { ...told({ meeting: "m1" }, SLOT), revision: 41 });
    const what = { "read-agenda": "", "read-free-rooms": 'at: "10:00",' }[name];
    const read = `{ ${what ?? "room: alan-turing,"} at-least: $book.revision }`;
    const operation = planned(`${BOOK}    - ${name}: ${read}\n`, results);
    expect(operation).toMatchObject({ name, input: { atLeast: 41 } });
  });

  it("an agenda is one's own, unless somebody is named; free rooms are of no room", () => {
    const day = { start: DAY_MS, end: 2 * DAY_MS };
    const agenda = (of: string) => planned(`    - read-agenda: { ${of} }\n`);
    expect(agenda("")).toMatchObject({ key: "person/ada", input: { person: "ada", ...day } });
    expect(agenda("person: grace")).toMatchObject({ key: "person/grace" });
    const free = planned('    - read-free-rooms: { at: "10:00" }\n');
    expect(free).toMatchObject({ key: "rooms", input: { start: TEN, end: TEN + HOUR_MS } });
  });

  it("a meeting that is moved lasts as long as before, unless it is said", () => {
    const results = new Results();
    results.keep("ada.book", told({ meeting: "m1" }, SLOT));
    const move = (to: string) =>
      planned(`${BOOK}    - move: { meeting: $book.meeting, ${to} }\n`, results)?.input;
    const later = { start: TEN + 2 * HOUR_MS, end: TEN + 3 * HOUR_MS };
    expect(move('at: "12:00"')).toMatchObject({ ...later, changes: later, room: "alan-turing" });
    const nextDay = { start: TEN + DAY_MS, end: TEN + DAY_MS + HOUR_MS };
    expect(move("day: 2")).toMatchObject({ changes: nextDay });
    expect(move("room: ada-lovelace")).toMatchObject({ changes: { room: "ada-lovelace" } });
    expect(move("minutes: 30")).toMatchObject({ changes: { start: TEN, end: TEN + HOUR_MS / 2 } });
  });

  it("what never came cannot be referred to", () => {
    const results = new Results();
    const steps = `${BOOK}    - cancel: { meeting: $book.meeting }\n`;
    expect(() => planned(steps, results)).toThrow(Unresolved);
    results.keep("ada.book", { ...told({ reason: "room-held" }, SLOT), outcome: "refused" });
    expect(() => planned(steps, results)).toThrow(Unresolved);
  });

  it("choices are the seed's", () => {
    const steps = '    - book: { room: { any-of: [alan-turing, ada-lovelace] }, at: "10:00" }\n';
    const rooms = Array.from({ length: 40 }, (_, seed) => planned(steps, new Results(), seed)?.key);
    expect(new Set(rooms)).toEqual(new Set(["room/alan-turing", "room/ada-lovelace"]));
    expect(planned(steps, new Results(), 7)).toEqual(planned(steps, new Results(), 7));
  });
});

import { describe, expect, it } from "vitest";
import { readScenario } from "../format/read-scenario.ts";
import { OrderBook, type PlayedOrder } from "./played-order.ts";
import { saveOrder, whyNotSavable } from "./save-order.ts";
import type { Stand } from "./stands.ts";

const TEXT = `name: two
story: Both want it.
shows: One gets it.
system: { agents: 2 }
actors:
  ada: &clerk
    - wait-for: { met: at-the-door }
    - book: { room: alan-turing, at: "10:00" }
      as: first
    - at-once:
        - read-diary: { room: alan-turing }
        - read-room: { room: alan-turing }
  grace: *clerk
faults:
  - kill: inbox
`;

const stand = (nth: number, process: string, hit: number): Stand => ({
  ...{ name: `stand-${nth}`, nth, process, role: process.split("/")[0]!, hit },
  failpoint: "saga-step.after-commit",
});
const [one, two] = [stand(1, "room-agent/2", 1), stand(2, "room-agent/1", 2)];

/** Grace begins, two agents stand, the second goes on first, then Ada begins; the rest is let go. */
function played(): PlayedOrder {
  const book = new OrderBook();
  book.struck("kill");
  book.move({ begins: "grace.first" });
  book.struck(one.name);
  book.struck(two.name);
  book.done("grace.first");
  book.move({ goesOn: two });
  book.move({ begins: "ada.first" });
  return book.close([one]);
}

function saved(text = TEXT, order = played()) {
  const scenario = readScenario(text);
  const outcomeOf = (step: string) => (order.done.includes(step) ? "ok" : undefined);
  const written = saveOrder({ text, scenario, order, name: "two-again", seed: 7, outcomeOf });
  return readScenario(written);
}

describe("a saved order", () => {
  const { name, seed, actors, faults, system } = saved();
  const of = (actor: string) => actors[actor]!;

  it("is a scenario under its own name, with what the other had", () => {
    expect({ name, seed, agents: system.agents }).toEqual({
      name: "two-again",
      seed: 7,
      agents: 2,
    });
    expect(faults[0]?.kill).toBe("inbox");
  });

  it("lets each step wait for what had happened, and keeps the waits that there were", () => {
    expect(of("grace").map((step) => step["wait-for"])).toEqual([
      { met: "at-the-door" },
      { struck: "kill" },
      undefined,
      undefined,
    ]);
    expect(of("ada")[1]?.["wait-for"]).toEqual({ healed: "stand-2" });
  });

  it("lets steps that nobody was told to begin wait for the end of the order", () => {
    const [group] = of("grace").slice(-1);
    const waits = group?.["at-once"]?.map((child) => child["in-sequence"]?.[0]?.["wait-for"]);
    expect(waits).toEqual([{ begun: "ada.first" }, { begun: "ada.first" }]);
  });

  it("expects of what was done by then that it comes out as it did, and of nothing else", () => {
    expect(of("grace")[2]).toMatchObject({ as: "first", expect: { outcome: "ok" } });
    expect(of("ada")[2]?.expect).toBeUndefined();
  });

  it("lets whoever stood still do so again, by role, until what was waited for has come", () => {
    const place = { failpoint: "saga-step.after-commit", process: "room-agent" };
    const before = [{ struck: "stand-1" }, { done: "grace.first" }];
    expect(faults.slice(1).map((fault) => [fault.as, fault["pause-at"]])).toEqual([
      ["stand-1", { ...place, hit: 1, until: { begun: "ada.first" } }],
      ["stand-2", { ...place, hit: 2, until: { all: before } }],
    ]);
  });

  it("goes on until everybody who stood still has gone on", () => {
    const healed = [{ healed: "stand-2" }, { healed: "stand-1" }];
    expect(of("ada").at(-1)?.["wait-for"]).toEqual({ all: healed });
  });
});

it("who stood at a task does so at the next of its kind", () => {
  const book = new OrderBook();
  book.struck(one.name);
  book.move({ goesOn: { ...one, failpoint: "task.before-attempt", kind: "hold-room" } });
  const [, pause] = saved(TEXT, book.close([])).faults;
  expect(pause?.["pause-at"]).toMatchObject({ kind: "hold-room", hit: 1 });
});

it("a process that stood before anybody had moved waits for nobody", () => {
  const book = new OrderBook();
  book.struck(one.name);
  book.move({ goesOn: one });
  const [, pause] = saved(TEXT, book.close([])).faults;
  expect(pause?.["pause-at"]?.until).toEqual({ struck: "stand-1" });
});

it.each([
  ["at-random", "at-random: { count: 2, of: [{ read-room: { room: alan-turing } }] }"],
  ["at-rate", "at-rate: { per-second: 2, for-ms: 9, of: [{ read-room: { room: alan-turing } }] }"],
])("no order can name the steps of %s", (_, group) => {
  const drawing = `name: a\nstory: s\nshows: g\nactors:\n  ada:\n    - in-sequence: [{ ${group} }]\n`;
  expect(whyNotSavable(readScenario(drawing))).toContain("ada");
  expect(whyNotSavable(readScenario(TEXT))).toBeUndefined();
});

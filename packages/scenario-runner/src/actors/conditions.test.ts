import { expect, it } from "vitest";
import { readScenario } from "../format/read-scenario.ts";
import { Happenings } from "../happenings.ts";
import { conditionComes, countMeetings } from "./conditions.ts";
import { Results } from "./results.ts";

it("all comes when each of its conditions has, in whatever order", async () => {
  const happenings = new Happenings();
  const waiting = { happenings, results: new Results(), meetings: new Map([["m", 2]]) };
  const all = [{ done: "ada.book" }, { struck: "kill" }, { met: "m" }];
  let came = false;
  const coming = conditionComes({ all }, waiting, "ada").then(() => {
    came = true;
  });
  for (const name of ["struck kill", "done ada.book"]) {
    happenings.happen(name);
    await Promise.resolve();
    expect(happenings.waitedFor()).toContain("met m");
    expect(came).toBe(false);
  }
  void happenings.meet("m", 2);
  await coming;
});

it("a meeting within all counts whoever names it", () => {
  const scenario = readScenario(`name: a
story: s
shows: g
actors:
  ada:
    - wait-for: { all: [{ met: m }, { ms: 0 }] }
  grace:
    - wait-for: { met: m }
`);
  expect(countMeetings(scenario)).toEqual(new Map([["m", 2]]));
});

import { existsSync } from "node:fs";
import { judge } from "@holdfast/checker";
import { isWeak, OPERATIONS, positionsOf } from "@holdfast/dial/settings";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { turnToChance, turnToStaged } from "./dial.ts";
import { expectedAnomalies } from "./expected-anomalies.ts";
import { RaceTrack } from "./race-track.ts";

const TIMES = 2;
const CHANCE_MS = 150;
const SEED = 20_261_121;

const positions = OPERATIONS.flatMap(positionsOf);
const strong = positions.filter(({ setting }) => !isWeak(setting));
const weak = positions.filter(({ setting }) => isWeak(setting));

let track: RaceTrack;
beforeAll(async () => {
  track = await RaceTrack.open();
});
afterAll(async () => {
  await track.close();
  expect(existsSync(track.folder)).toBe(false);
});

describe("staged", () => {
  it.each(weak)("$operation under $setting shows its anomaly every time", async (position) => {
    for (let time = 0; time < TIMES; time++) {
      const { counts } = await turnToStaged(track, position);
      expect(Object.keys(counts)).toEqual(expectedAnomalies(position));
    }
  });

  it.each(strong)("$operation under $setting shows none", async (position) => {
    for (let time = 0; time < TIMES; time++) {
      const { anomalies, history } = await turnToStaged(track, position);
      expect(anomalies).toEqual([]);
      const asked = history.filter((entry) => entry.kind === "operation");
      expect(asked.filter(({ outcome }) => outcome === "ok").length).toBeGreaterThan(0);
    }
  });

  it.each(strong)("the checker finds nothing in $operation under $setting", async (position) => {
    const { history } = await turnToStaged(track, position);
    const { findings } = judge(history);
    expect(findings.filter(({ verdict }) => verdict !== "ok")).toEqual([]);
  });

  // A hold that last-write-wins has swept out of its diary is seen by nobody any more.
  it.each([
    ["place-hold", "unfenced-lock", ["no-double-booking", "no-stale-fence-accepted"]],
    ["place-hold", "check-then-act", ["no-double-booking"]],
    ["edit-meeting", "unfenced-lock", ["no-lost-update", "no-stale-fence-accepted"]],
    ["edit-meeting", "check-then-act", ["no-lost-update"]],
    ["edit-meeting", "last-write-wins", ["no-lost-update"]],
    ["send-notification", "unfenced-lock", ["exactly-one-invitation", "no-stale-fence-accepted"]],
    ["send-notification", "check-then-act", ["exactly-one-invitation"]],
    ["send-notification", "last-write-wins", ["exactly-one-invitation", "no-lost-update"]],
  ] as const)(
    "the checker says of %s under %s what breaks: %s",
    async (operation, setting, checks) => {
      const { history } = await turnToStaged(track, { operation, setting });
      const violated = judge(history).findings.filter(({ verdict }) => verdict === "violated");
      expect(violated.map(({ check }) => check)).toEqual(expect.arrayContaining([...checks]));
    },
  );
});

describe("left to chance", () => {
  it.each(strong)(`$operation under $setting shows none (seed ${SEED})`, async (position) => {
    const chances = { seed: SEED, forMs: CHANCE_MS };
    const { anomalies, measures } = await turnToChance(track, position, chances);
    expect(anomalies).toEqual([]);
    expect(measures.done).toBeGreaterThan(0);
  });
});

/** Strong settings show no anomaly in a run a hundred times as long as the dial's own. */

import { isWeak, OPERATIONS, positionsOf } from "@holdfast/dial/settings";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { turnToChance, turnToStaged } from "./dial.ts";
import { expectedAnomalies } from "./expected-anomalies.ts";
import { RaceTrack } from "./race-track.ts";

/** `holdfast dial` leaves each setting to chance for two seconds. */
const CHANCE_MS = 100 * 2_000;
const STAGED_TIMES = 50;
const SEED = Date.now() % 1_000_000;

const positions = OPERATIONS.flatMap(positionsOf);
const strong = positions.filter(({ setting }) => !isWeak(setting));
const weak = positions.filter(({ setting }) => isWeak(setting));

let track: RaceTrack;
beforeAll(async () => {
  track = await RaceTrack.open();
});
afterAll(() => track.close());

describe("for a long time", () => {
  it.each(strong)(`$operation under $setting shows no anomaly (seed ${SEED})`, async (position) => {
    const chances = { seed: SEED, forMs: CHANCE_MS };
    const { anomalies, measures } = await turnToChance(track, position, chances);
    expect(anomalies).toEqual([]);
    expect(measures.done).toBeGreaterThan(0);
  });

  it.each(weak)("$operation under $setting shows its anomaly every time", async (position) => {
    for (let time = 0; time < STAGED_TIMES; time++) {
      const { counts } = await turnToStaged(track, position);
      expect(Object.keys(counts)).toEqual(expectedAnomalies(position));
    }
  });
});

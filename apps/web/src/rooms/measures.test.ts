import { expect, it } from "vitest";
import { END_PX, measuresFor } from "./measures.ts";

it("lanes that fit into the window leave room below the last one", () => {
  for (const lanes of [1, 5, 8]) {
    const height = 600;
    const { laneHeight, rulerHeight } = measuresFor({ width: 1_200, height }, { lanes, rulers: 1 });
    expect(rulerHeight + lanes * laneHeight).toBeLessThanOrEqual(height - END_PX);
  }
});

import { expect, test } from "vitest";
import { processState, summary } from "./process-state.ts";

test("every state is told by its shape, and a new one at least by its word", () => {
  expect(processState("down").shape).toBe("cross");
  expect(processState("running").shape).not.toBe(processState("backoff").shape);
  expect(processState("hibernating").word).toBe("hibernating");
});

test("the summary counts who runs, who is on the way, and who is down", () => {
  expect(summary(["running", "running", "ended"])).toBe("2 of 3 running");
  expect(summary(["running", "backoff", "starting", "down"])).toBe(
    "1 of 4 running, 2 on the way, 1 down",
  );
});

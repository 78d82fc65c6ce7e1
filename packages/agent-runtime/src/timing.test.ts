import { expect, test } from "vitest";
import { TIMING } from "./timing.ts";

test("heartbeat < stuck-kill < claim lease", () => {
  expect(TIMING.heartbeatMs).toBeLessThan(TIMING.stuckKillMs);
  expect(TIMING.stuckKillMs).toBeLessThan(TIMING.claimLeaseMs);
  expect(TIMING.lockWaitMsMax).toBeGreaterThan(10 * TIMING.stuckKillMs);
});

test("a stuck process is killed with time to spare for others to renew their claims", () => {
  const worstCaseMs = TIMING.stuckKillMs + 2 * TIMING.heartbeatMs;
  expect(worstCaseMs).toBeLessThanOrEqual(TIMING.claimLeaseMs / 2);
});

test("a child's own deadline for draining comes before its supervisor's", () => {
  expect(TIMING.drainMs).toBeLessThan(TIMING.stopMs);
});

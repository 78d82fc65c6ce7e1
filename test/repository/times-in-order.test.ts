import { TIMING } from "@holdfast/agent-runtime";
import { BOOKING_DEADLINE_MS, SAGA_HOLD_MS } from "@holdfast/scheduling";
import { expect, it } from "vitest";

it("heartbeat < stuck-kill < claim lease < deadline before the pivot ≤ hold", () => {
  const { heartbeatMs, stuckKillMs, claimLeaseMs } = TIMING;
  const times = [heartbeatMs, stuckKillMs, claimLeaseMs, BOOKING_DEADLINE_MS];
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  expect(SAGA_HOLD_MS).toBeGreaterThanOrEqual(BOOKING_DEADLINE_MS);
});

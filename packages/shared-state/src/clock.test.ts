import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sleep, systemClock } from "./clock.ts";
import { ManualClock } from "./manual-clock.ts";

const DAY_MS = 86_400_000;

describe("the system's clock", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("waits for longer than a timer can", () => {
    let calls = 0;
    systemClock().after(60 * DAY_MS, () => {
      calls += 1;
    });
    vi.advanceTimersByTime(60 * DAY_MS - 1);
    expect(calls).toBe(0);
    vi.advanceTimersByTime(1);
    expect(calls).toBe(1);
  });

  it("leaves no timer behind when it is told not to call, however late", () => {
    const cancel = systemClock().after(60 * DAY_MS, () => {
      throw new Error("called");
    });
    vi.advanceTimersByTime(30 * DAY_MS);
    cancel();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("calls at once for what is overdue", () => {
    let calls = 0;
    systemClock().after(-5, () => {
      calls += 1;
    });
    vi.advanceTimersByTime(0);
    expect(calls).toBe(1);
  });

  it("names the boot, and has a monotonic time that does not go back", () => {
    const clock = systemClock();
    const before = clock.monotonicMs();
    expect(clock.monotonicMs()).toBeGreaterThanOrEqual(before);
    expect(clock.bootId).not.toBe("");
    expect(systemClock().bootId).toBe(clock.bootId);
  });
});

describe("sleep", () => {
  it("ends when the time has passed, and not before", async () => {
    const clock = new ManualClock();
    let woken = false;
    const sleeping = sleep(clock, 100).then(() => {
      woken = true;
    });
    clock.advance(99);
    await Promise.resolve();
    expect(woken).toBe(false);
    clock.advance(1);
    await sleeping;
  });

  it("ends at once when it is aborted, before or meanwhile", async () => {
    const clock = new ManualClock();
    await sleep(clock, 100, AbortSignal.abort());
    const abort = new AbortController();
    const sleeping = sleep(clock, 100, abort.signal);
    abort.abort();
    await sleeping;
  });
});

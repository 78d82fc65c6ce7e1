import { describe, expect, it } from "vitest";
import { ManualClock } from "./manual-clock.ts";

describe("a clock that a test moves", () => {
  it("fires timers when they are due, in order, and each at its own time", () => {
    const clock = new ManualClock({ monotonicMs: 0 });
    const fired: [string, number][] = [];
    const note = (name: string) => () => fired.push([name, clock.monotonicMs()]);
    clock.after(20, note("late"));
    clock.after(10, note("early"));
    clock.after(10, note("early, second"));
    clock.after(31, note("too late"));
    clock.advance(30);
    expect(fired).toEqual([
      ["early", 10],
      ["early, second", 10],
      ["late", 20],
    ]);
    expect(clock.monotonicMs()).toBe(30);
  });

  it("fires what a timer sets within the same stretch of time", () => {
    const clock = new ManualClock({ monotonicMs: 0 });
    const fired: number[] = [];
    const again = () => {
      fired.push(clock.monotonicMs());
      clock.after(10, again);
    };
    clock.after(10, again);
    clock.advance(35);
    expect(fired).toEqual([10, 20, 30]);
  });

  it("does not fire what was cancelled, also not by another timer of the same moment", () => {
    const clock = new ManualClock();
    const fired: string[] = [];
    let cancel = () => {};
    clock.after(10, () => cancel());
    cancel = clock.after(10, () => fired.push("cancelled"));
    clock.advance(10);
    expect(fired).toEqual([]);
  });

  it("lets the wall jump without any time passing", () => {
    const clock = new ManualClock({ wallMs: 1_000_000, monotonicMs: 5 });
    let fired = false;
    clock.after(10, () => {
      fired = true;
    });
    clock.stepWall(-3_600_000);
    expect([clock.wallMs(), clock.monotonicMs(), fired]).toEqual([1_000_000 - 3_600_000, 5, false]);
    clock.advance(10);
    expect([clock.wallMs(), fired]).toEqual([1_000_010 - 3_600_000, true]);
  });
});

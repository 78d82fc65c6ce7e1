/**
 * Holds in random runs, beside the plainest model that there could be: a list of who has what until
 * when. What is promised is checked after each step: no two living holds or bookings overlap.
 */

import fc from "fast-check";
import { expect, it } from "vitest";
import { memoryState, type TestState } from "../testing/memory-state.ts";
import { takenIntervals } from "./diaries.ts";
import {
  adoptHold,
  confirmHold,
  type HoldGone,
  placeHold,
  releaseHold,
  renewHold,
  returnHold,
} from "./holds.ts";
import type { Granted } from "./outcome.ts";

const resource = "room/turing";
const QUARTER_MS = 15 * 60_000;
/** The slots lie around this, so that many cross it. */
const midnight = Date.UTC(2026, 10, 24);

interface Owner {
  readonly by: string;
  readonly untilMs: number;
}

interface ModelHold {
  readonly start: number;
  readonly end: number;
  readonly fence: number;
  /** Who has it, and before it those who lent it. */
  readonly owners: readonly [Owner, ...Owner[]];
}

interface Model {
  readonly holds: Map<string, ModelHold>;
  readonly bookings: { start: number; end: number; booking: string }[];
}

type Step =
  | { do: "place"; id: string; by: string; quarter: number; quarters: number; forMs: number }
  | { do: "renew"; id: string; stale: boolean; by: string; forMs: number }
  | { do: "adopt"; id: string; stale: boolean; by: string; forMs: number }
  | { do: "confirm"; id: string; stale: boolean }
  | { do: "release"; id: string; stale: boolean }
  | { do: "return"; id: string; stale: boolean }
  | { do: "pass"; ms: number };

const id = fc.constantFrom("h1", "h2", "h3", "h4", "h5");
const by = fc.constantFrom("ada", "bob");
const forMs = fc.integer({ min: 10, max: 100 });
const stale = fc.nat({ max: 5 }).map((number) => number === 0);
const quarter = fc.integer({ min: -4, max: 4 });
const quarters = fc.integer({ min: 1, max: 3 });
const placing = fc.record({ do: fc.constant("place" as const), id, by, quarter, quarters, forMs });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: placing },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom("renew", "adopt"), id, stale, by, forMs }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom("confirm", "release", "return"), id, stale }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("pass"), ms: fc.integer({ max: 60, min: 1 }) }),
  },
);

it.each([true, false])(
  "random runs agree with a list of who has what (leases reaped: %s)",
  (reaping) =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: "max" }), async (steps) => {
        const held = memoryState({ reaping });
        const model: Model = { holds: new Map(), bookings: [] };
        for (const each of steps) {
          await take(held, model, each);
          await expectSameIntervals(held, model);
        }
        await held.engine.close();
      }),
      { numRuns: 300 },
    ),
  60_000,
);

async function take(held: TestState, model: Model, step: Step): Promise<void> {
  if (step.do === "pass") held.clock.advance(step.ms);
  else if (step.do === "place") await placeBoth(held, model, step);
  else await actBoth(held, model, step);
}

async function placeBoth(
  held: TestState,
  model: Model,
  { id, by, quarter, quarters, forMs }: Extract<Step, { do: "place" }>,
): Promise<void> {
  const start = midnight + quarter * QUARTER_MS;
  const end = start + quarters * QUARTER_MS;
  const now = held.clock.wallMs();
  const nowMs = held.clock.monotonicMs();
  const existing = living(model, id, nowMs);
  const inTheWay = inForce(model, nowMs).find((other) => other.start < end && start < other.end);
  const placed = await held.run((tx) =>
    placeHold(tx, { resource, start, end }, { id, by, forMs, now }),
  );
  if (existing) {
    const same = existing.start === start && existing.end === end && existing.owners[0].by === by;
    expect(placed).toMatchObject(same ? { ok: true } : { reason: "hold-id-taken" });
  } else if (inTheWay && "booking" in inTheWay) {
    expect(placed).toMatchObject({ reason: "booked", heldBy: inTheWay.booking });
  } else if (inTheWay) {
    const { by, untilMs } = model.holds.get(inTheWay.hold)!.owners[0];
    expect(placed).toMatchObject({ reason: "held", heldBy: by, freeAt: now + untilMs - nowMs });
  } else {
    expect(placed).toMatchObject({ ok: true, hold: { fence: 1 } });
    model.holds.set(id, { start, end, fence: 1, owners: [{ by, untilMs: nowMs + forMs }] });
  }
}

async function actBoth(
  held: TestState,
  model: Model,
  step: Exclude<Step, { do: "pass" | "place" }>,
): Promise<void> {
  const nowMs = held.clock.monotonicMs();
  const current = living(model, step.id, nowMs);
  const fence = (current?.fence ?? 1) - (step.stale ? 1 : 0);
  const booking = `booking ${model.bookings.length}`;
  const outcome = await held.run((tx): Granted | HoldGone => {
    if (step.do === "confirm") return confirmHold(tx, step.id, { fence, booking });
    if (step.do === "release") return releaseHold(tx, step.id, { fence });
    if (step.do === "return") return returnHold(tx, step.id, { fence });
    if (step.do === "renew") return renewHold(tx, step.id, { fence, forMs: step.forMs });
    return adoptHold(tx, step.id, { fence, by: step.by, forMs: step.forMs });
  });
  if (!current) expect(outcome).toEqual({ ok: false, reason: "hold-lapsed" });
  else if (step.stale) expect(outcome).toEqual({ ok: false, reason: "stale-fence" });
  else {
    expect(outcome.ok).toBe(true);
    if (step.do === "confirm") {
      model.bookings.push({ start: current.start, end: current.end, booking });
    }
    const changed = changedHold(current, step, nowMs);
    if (changed) model.holds.set(step.id, changed);
    else model.holds.delete(step.id);
  }
}

/** What the step makes of a hold; undefined: it is over. */
function changedHold(
  hold: ModelHold,
  step: Exclude<Step, { do: "pass" | "place" }>,
  nowMs: number,
): ModelHold | undefined {
  const [owner, ...lenders] = hold.owners;
  switch (step.do) {
    case "renew":
      return { ...hold, owners: [{ ...owner, untilMs: nowMs + step.forMs }, ...lenders] };
    case "adopt": {
      const untilMs = Math.max(nowMs + step.forMs, owner.untilMs);
      return {
        ...hold,
        fence: hold.fence + 1,
        owners: [{ by: step.by, untilMs }, owner, ...lenders],
      };
    }
    case "return": {
      const [lender, ...before] = lenders;
      if (!lender || lender.untilMs <= nowMs) return undefined;
      return { ...hold, fence: hold.fence + 1, owners: [lender, ...before] };
    }
    default:
      return undefined;
  }
}

function living(model: Model, id: string, nowMs: number): ModelHold | undefined {
  const hold = model.holds.get(id);
  return hold && hold.owners[0].untilMs > nowMs ? hold : undefined;
}

function inForce(model: Model, nowMs: number) {
  const holds = [...model.holds.keys()].flatMap((hold) => {
    const found = living(model, hold, nowMs);
    return found ? [{ start: found.start, end: found.end, hold }] : [];
  });
  return [...holds, ...model.bookings].sort((a, b) => a.start - b.start);
}

async function expectSameIntervals(held: TestState, model: Model): Promise<void> {
  const window = { resource, start: midnight - 86_400_000, end: midnight + 86_400_000 };
  const taken = await held.run((tx) => takenIntervals(tx, window));
  expect(taken).toEqual(inForce(model, held.clock.monotonicMs()));
  for (const [index, interval] of taken.entries()) {
    const next = taken[index + 1];
    if (next) expect(interval.end).toBeLessThanOrEqual(next.start);
  }
}

/**
 * A lock in random runs, beside the plainest model that there could be: a list of who came, and when
 * each of them dies. What is promised is checked after each step: never two holders, fences that only
 * rise, and served in the order of arrival.
 */

import fc from "fast-check";
import { expect, it } from "vitest";
import { memoryState, type TestState } from "../testing/memory-state.ts";
import {
  checkFence,
  enterQueue,
  type LockPlace,
  leaveQueue,
  lockHolder,
  releaseLock,
  takeTurn,
} from "./lock-queue.ts";

const name = "room/turing";

interface ModelPlace {
  readonly ticket: string;
  readonly leaseMs: number;
  untilMs: number;
  fence?: number;
}

interface Model {
  /** In the order of arrival; the first is the holder, if it has a fence. */
  places: ModelPlace[];
  /** In the order in which they were served. */
  readonly served: string[];
  tickets: number;
}

type Step =
  | { do: "enter"; leaseMs: number }
  | { do: "turn" | "leave" | "renew"; place: number }
  | { do: "release"; stale: boolean }
  | { do: "pass"; ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("enter" as const),
      leaseMs: fc.integer({ min: 10, max: 60 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom("turn" as const, "leave" as const, "renew" as const),
      place: fc.nat({ max: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("release" as const),
      stale: fc.nat({ max: 3 }).map((number) => number === 0),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 40 }) }),
  },
);

it.each([true, false])(
  "random runs agree with a list of who came (leases reaped: %s)",
  (reaping) =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: "max" }), async (steps) => {
        const world = memoryState({ reaping });
        const model: Model = { places: [], served: [], tickets: 0 };
        const known = new Map<string, LockPlace>();
        for (const each of steps) {
          await take(world, model, known, each);
          await expectSame(world, model);
        }
        await world.engine.close();
      }),
      { numRuns: 300 },
    ),
  60_000,
);

async function take(
  world: TestState,
  model: Model,
  known: Map<string, LockPlace>,
  each: Step,
): Promise<void> {
  const now = world.clock.wallMs();
  const nowMs = world.clock.monotonicMs();
  if (each.do === "pass") return world.clock.advance(each.ms);
  model.places = model.places.filter(({ untilMs }) => untilMs > nowMs);
  if (each.do === "enter") {
    model.tickets += 1;
    const ticket = `t${model.tickets}`;
    const request = { ticket, by: ticket, leaseMs: each.leaseMs, now };
    const standing = await world.run((tx) => enterQueue(tx, name, request));
    if (!standing.ok && standing.reason === "place-lost") throw new Error("Nobody was away.");
    known.set(ticket, standing.ok ? standing.holder : standing.place);
    serve(model, nowMs);
    model.places.push({ ticket, leaseMs: each.leaseMs, untilMs: nowMs + each.leaseMs });
    serve(model, nowMs);
    expect(standing.ok).toBe(model.places[0]?.ticket === ticket);
  } else if (each.do === "release") {
    const fence = model.served.length - (each.stale ? 1 : 0);
    const released = await world.run((tx) => releaseLock(tx, { name, fence }, { now }));
    const holds = fence > 0 && model.places[0]?.fence === fence;
    expect(released.ok).toBe(holds);
    if (holds) model.places.shift();
    if (holds) serve(model, nowMs);
  } else {
    const place = model.places[each.place];
    if (place)
      await act(world, model, { do: each.do, place, lease: known.get(place.ticket)!.lease });
  }
}

async function act(
  world: TestState,
  model: Model,
  { do: doing, place, lease }: { do: string; place: ModelPlace; lease: string },
): Promise<void> {
  const now = world.clock.wallMs();
  const nowMs = world.clock.monotonicMs();
  const { ticket, leaseMs } = place;
  if (doing === "renew") {
    expect(await world.run((tx) => tx.renew(lease, leaseMs))).toBe(true);
    place.untilMs = nowMs + leaseMs;
    return;
  }
  serve(model, nowMs);
  const isServed = place.fence !== undefined;
  if (doing === "turn") {
    const standing = await world.run((tx) => takeTurn(tx, name, { ticket, now }));
    expect(standing).toMatchObject(isServed ? { ok: true } : { reason: "queued" });
  } else {
    const left = await world.run((tx) => leaveQueue(tx, name, { ticket, now }));
    expect(left).toMatchObject(isServed ? { ok: true } : { reason: "left" });
    if (!isServed) model.places = model.places.filter((other) => other !== place);
  }
}

/** Whoever came first, of those who are alive, is granted the lock if nobody has it. */
function serve(model: Model, nowMs: number): void {
  const [first] = model.places;
  if (!first || first.fence !== undefined) return;
  model.served.push(first.ticket);
  first.fence = model.served.length;
  first.untilMs = nowMs + first.leaseMs;
}

async function expectSame(world: TestState, model: Model): Promise<void> {
  const nowMs = world.clock.monotonicMs();
  const [first] = model.places.filter(({ fence }) => fence !== undefined);
  const holder = first && first.untilMs > nowMs ? first : undefined;
  const seen = await world.run((tx) => lockHolder(tx, name));
  expect([seen?.ticket, seen?.fence]).toEqual([holder?.ticket, holder?.fence]);
  const fences = Array.from({ length: model.served.length + 2 }, (_, index) => index);
  const standing = await world.run((tx) =>
    fences.filter((fence) => checkFence(tx, { name, fence }).ok),
  );
  expect(standing).toEqual(holder ? [holder.fence] : []);
  const arrivals = model.served.map((ticket) => Number(ticket.slice(1)));
  expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
}

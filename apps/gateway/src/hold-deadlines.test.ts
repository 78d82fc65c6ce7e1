/** What is told of a hold's end, when time passes while it is written, synced and read. */

import { expect, it } from "vitest";
import { type GatewayUnderTest, gatewayUnderTest } from "./testing/gateway-under-test.ts";

const HOLD = { room: "turing", start: "2026-03-02T10:00", end: "2026-03-02T11:00" };
const FOR_MS = 5_000;
const WAITED_MS = 300;
const SYNCED_MS = 40;

/** Every transaction waits for its turn, and every reply for the disk and for what it reads. */
async function slowOffice() {
  const gateway = await gatewayUnderTest();
  await gateway.furnish();
  const { clock, state } = gateway;
  const { engine } = state;
  const transact = engine.transact.bind(engine);
  const durable = engine.durable.bind(engine);
  const snapshot = engine.snapshot.bind(engine);
  /** By the cause of the commit: when a lease of `FOR_MS` ends that was given in it. */
  const endsAt = new Map<string | undefined, number>();
  engine.transact = async (body, note) => {
    clock.advance(WAITED_MS);
    endsAt.set(note?.cause, clock.wallMs() + FOR_MS);
    return transact(body, note);
  };
  engine.durable = async (revision) => {
    clock.advance(SYNCED_MS);
    return durable(revision);
  };
  engine.snapshot = async (moment) => {
    const opened = await snapshot(moment);
    clock.advance(SYNCED_MS);
    return opened;
  };
  return { ...gateway, endsAt: (cause: string) => endsAt.get(cause) ?? Number.NaN };
}

function told({ body }: Awaited<ReturnType<GatewayUnderTest["ask"]>>) {
  return { freeAt: Date.parse(String(body.freeAt)), expiresInMs: Number(body.expiresInMs) };
}

it("a hold is there until the time that its holder is told when it is placed", async () => {
  const { ask, clock, endsAt } = await slowOffice();
  const placed = told(await ask("POST", "/api/holds", { body: { ...HOLD, forMs: FOR_MS } }));
  expect(placed.freeAt).toBe(endsAt("hold-placed") - WAITED_MS);
  expect(clock.wallMs() + placed.expiresInMs).toBe(placed.freeAt);
});

it("a hold is there until the time that its holder is told when it is renewed", async () => {
  const { ask, clock, endsAt } = await slowOffice();
  const { body } = await ask("POST", "/api/holds", { body: HOLD });
  const path = `/api/holds/${body.id}`;
  const renewed = told(await ask("PATCH", path, { body: { forMs: FOR_MS } }));
  expect(renewed.freeAt).toBe(endsAt("hold-renewed") - WAITED_MS);
  expect(clock.wallMs() + renewed.expiresInMs).toBe(renewed.freeAt);
});

it("a hold is there until the time that whoever looks at it is told, rounded down", async () => {
  const { ask, clock, endsAt } = await slowOffice();
  const { body } = await ask("POST", "/api/holds", { body: { ...HOLD, forMs: FOR_MS } });
  clock.advance(0.5);
  const read = told(await ask("GET", `/api/holds/${body.id}`));
  expect(read.freeAt).toBeLessThanOrEqual(endsAt("hold-placed"));
  expect(clock.wallMs() + read.expiresInMs).toBe(endsAt("hold-placed") - 0.5);
});

it("a reply that comes after the hold has ended says that nothing is left of it", async () => {
  const { ask, clock, state } = await slowOffice();
  const { engine } = state;
  engine.durable = async () => clock.advance(2 * FOR_MS);
  const placed = told(await ask("POST", "/api/holds", { body: { ...HOLD, forMs: FOR_MS } }));
  expect(placed.expiresInMs).toBe(0);
  expect(placed.freeAt).toBeLessThan(clock.wallMs());
});

it("a slot is free at the time that whoever is refused is told", async () => {
  const { ask, endsAt } = await slowOffice();
  await ask("POST", "/api/holds", { body: { ...HOLD, forMs: FOR_MS } });
  const endsAtMs = endsAt("hold-placed");
  const refused = await ask("POST", "/api/holds", { body: HOLD });
  expect(refused.status).toBe(409);
  expect(told(refused).freeAt).toBeGreaterThanOrEqual(endsAtMs);
});

it("a slot is free at the time that the room's diary tells", async () => {
  const { ask, endsAt } = await slowOffice();
  await ask("POST", "/api/holds", { body: { ...HOLD, forMs: FOR_MS } });
  const { body } = await ask("GET", "/api/rooms/turing/diary");
  const [held] = body.intervals as { freeAt: string }[];
  expect(Date.parse(String(held?.freeAt))).toBeGreaterThanOrEqual(endsAt("hold-placed"));
});

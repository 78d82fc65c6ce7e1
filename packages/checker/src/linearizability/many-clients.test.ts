/** Long histories of many clients, made by a store that is right, or that now and then shows the past. */

import { describe, expect, it } from "vitest";
import type { Operation } from "../history.ts";
import { checkLinearizable, keyValueModel } from "./index.ts";

const CLIENTS = 50;
const OPERATIONS = 2_000;
const KEYS = 10;

interface Client {
  operation?: Operation;
  applied: boolean;
}

/** Park and Miller's minimal standard: the same numbers from the same seed everywhere. */
function lots(seed: number): (below: number) => number {
  let last = seed;
  return (below) => {
    last = (last * 48_271) % 2_147_483_647;
    return last % below;
  };
}

/** At each instant a client begins, is served, or is told. One read in `staleOneIn` is of the past. */
function record(seed: number, staleOneIn = Number.POSITIVE_INFINITY): Operation[] {
  const draw = lots(seed);
  const clients = Array.from({ length: CLIENTS }, (): Client => ({ applied: false }));
  const history: Operation[] = [];
  const now = new Map<string, string>();
  const past = new Map<string, string>();
  for (let instant = 0; history.length < OPERATIONS; instant++) {
    const client = clients[draw(CLIENTS)]!;
    if (!client.operation) {
      client.operation = begin(instant, draw);
      client.applied = false;
    } else if (!client.applied) {
      const isStale = draw(1_000_000) < 1_000_000 / staleOneIn;
      client.operation = apply(client.operation, now, past, isStale);
      client.applied = true;
    } else {
      history.push({ ...client.operation, completedMs: instant });
      delete client.operation;
    }
  }
  return [...history, ...clients.flatMap(({ operation }) => operation ?? [])].map(unknownIfUntold);
}

function begin(invokedMs: number, draw: (below: number) => number): Operation {
  const name = ["get", "append", "get", "append", "append", "get", "put"][draw(7)]!;
  const id = `${invokedMs}`;
  const key = String(draw(KEYS));
  return {
    kind: "operation",
    id,
    process: id,
    name,
    key,
    input: `<${id}>`,
    invokedMs,
    outcome: "ok",
  };
}

function apply(
  operation: Operation,
  now: Map<string, string>,
  past: Map<string, string>,
  isStale: boolean,
): Operation {
  const { name, key, input } = operation;
  const value = now.get(key) ?? "";
  if (name === "get") return { ...operation, output: (isStale ? past.get(key) : value) ?? "" };
  past.set(key, value);
  now.set(key, name === "put" ? String(input) : value + input);
  return operation;
}

function unknownIfUntold(operation: Operation): Operation {
  return operation.completedMs === undefined ? { ...operation, outcome: "unknown" } : operation;
}

describe(`${OPERATIONS} operations of ${CLIENTS} clients`, () => {
  it.each([1, 2, 3, 4])("are found to be linearizable, from seed %i", (seed) => {
    expect(checkLinearizable(record(seed), keyValueModel).verdict).toBe("ok");
  });

  it.each([1, 2, 3, 4])("are found to be violated, from seed %i", (seed) => {
    expect(checkLinearizable(record(seed, 20), keyValueModel).verdict).toBe("violated");
  });
});

/** Long histories of many clients, made by a store that is right, or that now and then shows the past. */

import { describe, expect, it } from "vitest";
import type { Operation } from "../history.ts";
import { checkLinearizable, keyValueModel, registerModel } from "./index.ts";

const CLIENTS = 50;
const OPERATIONS = 2_000;

/** Of how many keys, and whether what is stale is what was there just before, or in the beginning. */
interface Kind {
  readonly keys: number;
  readonly staleOneIn?: number;
  readonly showsBeginning?: boolean;
  /** Of which nothing is ever appended to what is there. */
  readonly isRegister?: boolean;
}

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
function record(seed: number, kind: Kind): Operation[] {
  const { keys, staleOneIn = Number.POSITIVE_INFINITY, showsBeginning, isRegister } = kind;
  const draw = lots(seed);
  const clients = Array.from({ length: CLIENTS }, (): Client => ({ applied: false }));
  const history: Operation[] = [];
  const now = new Map<string, string>();
  const past = new Map<string, string>();
  for (let instant = 0; history.length < OPERATIONS; instant++) {
    const client = clients[draw(CLIENTS)]!;
    if (!client.operation) {
      client.operation = begin(instant, draw, keys);
      if (isRegister && client.operation.name === "append") {
        client.operation = { ...client.operation, name: "put" };
      }
      client.applied = false;
    } else if (!client.applied) {
      const isStale = draw(1_000_000) < 1_000_000 / staleOneIn;
      client.operation = apply(client.operation, now, showsBeginning ? new Map() : past, isStale);
      client.applied = true;
    } else {
      history.push({ ...client.operation, completedMs: instant });
      delete client.operation;
    }
  }
  const all = [...history, ...clients.flatMap(({ operation }) => operation ?? [])];
  return all.map(unknownIfUntold).map((each) => (isRegister ? ofRegister(each) : each));
}

function begin(invokedMs: number, draw: (below: number) => number, keys: number): Operation {
  const name = ["get", "append", "get", "append", "append", "get", "put"][draw(7)]!;
  const id = `${invokedMs}`;
  const key = String(draw(keys));
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

/** Empty is what it is in the beginning. */
function ofRegister(operation: Operation): Operation {
  if (operation.name === "put") return { ...operation, name: "write" };
  return { ...operation, name: "read", output: operation.output || null };
}

describe(`${OPERATIONS} operations of ${CLIENTS} clients on ten keys`, () => {
  it.each([1, 2, 3, 4])("are found to be linearizable, from seed %i", (seed) => {
    expect(checkLinearizable(record(seed, { keys: 10 }), keyValueModel).verdict).toBe("ok");
  });

  it.each([1, 2, 3, 4])("are found to be violated, from seed %i", (seed) => {
    const history = record(seed, { keys: 10, staleOneIn: 20 });
    expect(checkLinearizable(history, keyValueModel).verdict).toBe("violated");
  });
});

describe(`${OPERATIONS} operations of ${CLIENTS} clients on one key`, () => {
  const wrong = { keys: 1, staleOneIn: 200, showsBeginning: true };

  it.each([1, 2, 3, 4])("are found to be linearizable without a search, from seed %i", (seed) => {
    const found = checkLinearizable(record(seed, { keys: 1 }), keyValueModel);
    expect(found).toEqual({ verdict: "ok", explored: 0 });
  });

  it.each([1, 2, 3, 4])("are found to be violated, from seed %i", (seed) => {
    const found = checkLinearizable(record(seed, wrong), keyValueModel);
    expect(found).toMatchObject({ verdict: "violated", explored: 0 });
  });

  it.each([1, 2, 3, 4])("are decided of a register, from seed %i", (seed) => {
    const right = record(seed, { keys: 1, isRegister: true });
    const decided = { verdict: "ok", explored: 0 };
    expect(checkLinearizable(right, registerModel)).toEqual(decided);
    const history = record(seed, { ...wrong, isRegister: true });
    expect(checkLinearizable(history, registerModel).verdict).toBe("violated");
  });
});

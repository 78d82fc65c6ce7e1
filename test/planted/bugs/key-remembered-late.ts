import type { PlantedBug } from "../bug.ts";

export const keyRememberedLate: PlantedBug = {
  name: "key-remembered-late",
  story:
    "A request's key is noted once it has been answered: who dies before that is asked twice, and does it twice.",
  patches: [
    {
      module: "apps/gateway/dist/idempotency.js",
      find: "tx.put(keyed.key, { version: 1, value }, { lease });",
      replace: "",
    },
  ],
  race: { on: "processes", scenario: "scenarios/gateway-killed-before-reply.yaml" },
  caughtBy: { check: "as-expected", witness: 1 },
};

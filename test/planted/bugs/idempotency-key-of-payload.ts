import type { PlantedBug } from "../bug.ts";

export const idempotencyKeyOfPayload: PlantedBug = {
  name: "idempotency-key-of-payload",
  story:
    "Two requests that ask for the same are taken for one: what was cancelled counts as booked again.",
  report: "https://github.com/calcom/cal.com/issues/21710",
  patches: [
    {
      module: "apps/gateway/dist/idempotency.js",
      find: "keyspace.document(IDEMPOTENCY, id)",
      replace:
        'keyspace.document(IDEMPOTENCY, sha256(canonical({ ...request.body, description: "" })))',
    },
    {
      module: "apps/gateway/dist/idempotency.js",
      find: "if (remembered && remembered.bodyHash !== bodyHash)",
      replace: "if (remembered && remembered.bodyHash === undefined)",
    },
  ],
  race: { on: "processes", scenario: "test/planted/scenarios/booked-cancelled-booked.yaml" },
  caughtBy: { check: "rooms-linearizable", witness: 3 },
};

import type { PlantedBug } from "../bug.ts";

export const editWithoutVersion: PlantedBug = {
  name: "edit-without-version",
  story:
    "The gateway reads which version an edit was made of, and lets it through whatever stands.",
  patches: [
    {
      module: "apps/gateway/dist/changing.js",
      find: 'if (match !== "any" && match !== position)',
      replace: 'if (match === "none")',
    },
  ],
  race: { on: "processes", scenario: "scenarios/two-edits-of-one-meeting.yaml" },
  caughtBy: { check: "no-lost-update", witness: 2 },
};

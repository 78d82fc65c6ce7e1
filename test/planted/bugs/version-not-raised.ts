import { putDocument } from "@holdfast/shared-state";
import { type PlantedBug, STORE } from "../bug.ts";

export const versionNotRaised: PlantedBug = {
  name: "version-not-raised",
  story: "A document is changed under the version that it had: who has read that is not overtaken.",
  patches: [
    {
      module: `${STORE}/documents.js`,
      find: "version: (stored?.version ?? 0) + 1",
      replace: "version: stored?.version ?? 1",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      for (const who of ["ada", "bob"]) {
        const agent = await stage.agent(who);
        await agent.transact((tx) => putDocument(tx, "notes", "team", [who]));
      }
    },
  },
  caughtBy: { check: "no-lost-update", witness: 2 },
};

import type { PlantedBug } from "../bug.ts";

const VISITS = ["visits"];

export const groupReadsThePast: PlantedBug = {
  name: "group-reads-the-past",
  story:
    "What one transaction has read is remembered for the next in its group, though it was changed.",
  patches: [
    {
      module: "packages/engine-lmdb/dist/commits.js",
      find: "changes.sort((a, b) => byKey(a.encoded, b.encoded));\n        this.#read.clear();",
      replace: "changes.sort((a, b) => byKey(a.encoded, b.encoded));",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const ada = await stage.agent("ada");
      const visit = () => ada.transact((tx) => tx.put(VISITS, (tx.get<number>(VISITS) ?? 0) + 1));
      await visit();
      await Promise.all([visit(), visit()]);
    },
  },
  caughtBy: { check: "history-serializable", witness: 2 },
};

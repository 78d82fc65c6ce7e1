import type { SharedState } from "@holdfast/shared-state";
import type { PlantedBug } from "../bug.ts";
import type { Stage } from "../stage.ts";

const PREFIX = ["note"];

export const watchResumesLate: PlantedBug = {
  name: "watch-resumes-late",
  story: "A watcher that comes back is told from one revision too late.",
  patches: [
    {
      module: "packages/engine-lmdb/dist/feed.js",
      find: "this.#position = options.after;",
      replace: "this.#position = options.after + 1;",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const [ada, bob] = [await stage.agent("ada"), await stage.agent("bob")];
      for (const note of [1, 2, 3, 4]) {
        await ada.transact((tx) => tx.put([...PREFIX, note], "written"));
      }
      await watch(stage, bob, { after: 2, until: 4 });
    },
  },
  caughtBy: { check: "watches-complete", witness: 2 },
};

async function watch(
  stage: Stage,
  watcher: SharedState,
  range: { after: number; until: number },
): Promise<void> {
  for await (const { kind, ...commit } of watcher.engine.changes({ prefix: PREFIX, ...range })) {
    if (kind !== "commit" || !("revision" in commit)) continue;
    stage.record({
      ...{ kind: "seen", watcher: watcher.actor, prefix: PREFIX, after: range.after },
      ...{ revision: commit.revision, atMs: stage.recordedMs() },
    });
  }
}

import { defineProjection, keyspace, putDocument, runProjection } from "@holdfast/shared-state";
import { type PlantedBug, STORE } from "../bug.ts";

const NOTES = "note";
/** So many that two commits of them do not fit into one transaction of the view. */
const NOTES_PER_COMMIT = 80;

const titles = defineProjection("titles", {
  version: 1,
  sources: [keyspace.documents(NOTES)],
  apply: (view, { key, value }) => view.put(["title", String(key[2])], value),
});

export const checkpointBeyondView: PlantedBug = {
  name: "checkpoint-beyond-view",
  story: "A view's checkpoint moves to the end of the batch, of which only a part did fit.",
  patches: [
    {
      module: `${STORE}/projection-turns.js`,
      find: "const reached = applied === commits.length ? through : (commits[applied - 1] ?? target);",
      replace: "const reached = through;",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const [ada, bob] = [await stage.agent("ada"), await stage.agent("bob")];
      const first = runProjection(bob, titles);
      await stage.until(async () => {
        const [status] = await bob.projections.status();
        return status?.state === "live";
      });
      await first.stop();
      let revision = 0;
      for (const part of [1, 2]) {
        ({ revision } = await ada.transact((tx) => {
          for (let note = 1; note <= NOTES_PER_COMMIT; note++) {
            putDocument(tx, NOTES, `${part}-${note}`, "");
          }
        }));
      }
      const second = runProjection(bob, titles);
      const shown = async () => {
        const atLeast = { atLeast: revision };
        return bob.projections.read(titles, (view) => view.range({ prefix: ["title"] }), atLeast);
      };
      await stage.until(async () => (await shown()).ok);
      await second.stop();
      const read = await shown();
      stage.record({
        ...{ kind: "view", projection: titles.name, revision },
        shows: { notes: read.ok ? read.value.length : 0 },
        folds: { notes: 2 * NOTES_PER_COMMIT },
      });
    },
  },
  caughtBy: { check: "projections-converge", witness: 1 },
};

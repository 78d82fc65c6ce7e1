import type { SharedState } from "@holdfast/shared-state";
import { z } from "zod";
import { type PlantedBug, STORE } from "../bug.ts";
import { type Stage, told } from "../stage.ts";

export const mutexInsteadOfVersion: PlantedBug = {
  name: "mutex-instead-of-version",
  story:
    "One process at a time does not mean one of several: what was read is written over blindly.",
  report: "https://github.com/modelcontextprotocol/servers/issues/3286",
  patches: [
    {
      module: `${STORE}/state.js`,
      find: "await this.replace(id, value, { ifVersion: current?.version ?? 0 });",
      replace: "await this.replace(id, value);",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const [ada, bob] = [await stage.agent("ada"), await stage.agent("bob")];
      let bobIsToWrite = true;
      await addNote(stage, ada, async () => {
        if (!bobIsToWrite) return;
        bobIsToWrite = false;
        await addNote(stage, bob, async () => {});
      });
    },
  },
  caughtBy: { check: "no-lost-update", witness: 2 },
};

/** Reads, thinks, and writes; what happens `meanwhile` happens while it thinks. */
async function addNote(
  stage: Stage,
  agent: SharedState,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const notes = agent.documents("notes", z.array(z.string()));
  const input = { basedOn: 0 };
  await stage.ask(agent, "edit", { key: "notes/team", input }, async () => {
    const saved = await notes.update("team", async (current) => {
      input.basedOn = current?.version ?? 0;
      await meanwhile();
      return [...(current?.value ?? []), agent.actor];
    });
    return told({ ok: true }, { output: { version: saved?.version } });
  });
}

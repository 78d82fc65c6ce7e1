import { pathToFileURL } from "node:url";
import type { SharedState } from "@holdfast/shared-state";
import { root } from "../../repository/sources.ts";
import type { PlantedBug } from "../bug.ts";
import { PowerCut } from "../slow-disk.ts";
import { slot, type Told } from "../stage.ts";

const DURABLY = "apps/gateway/dist/durably.js";

interface DurablyModule {
  speakOf(gateway: { state: SharedState }, reply: object, revision: number): Promise<void>;
}

/** The gateway's own, with nobody at the other end. */
async function reply(state: SharedState): Promise<Told> {
  const { speakOf } = (await import(pathToFileURL(`${root}/${DURABLY}`).href)) as DurablyModule;
  const revision = await state.engine.head();
  try {
    await speakOf({ state }, { header: () => {} }, revision);
    return { outcome: "ok", revision };
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
    return { outcome: "unknown" };
  }
}

export const replyBeforeDurable: PlantedBug = {
  name: "reply-before-durable",
  story: "The gateway answers when everybody sees the commit, and the disk has it a moment later.",
  patches: [{ module: DURABLY, find: "await state.engine.durable(revision);", replace: "" }],
  race: {
    on: "stage",
    async play(stage) {
      const disk = stage.slowDown();
      const gateway = await stage.agent("gateway");
      await gateway.holds.place(slot("08:00", "09:00"), { by: "bob", forMs: 60_000 });
      await stage.sync();
      const wanted = slot("10:00", "11:00");
      const asked = { key: wanted.resource, input: wanted };
      const asking = stage.ask(gateway, "place-hold", asked, async () => {
        await gateway.holds.place(wanted, { by: "ada", forMs: 60_000 });
        return reply(gateway);
      });
      await Promise.race([asking, disk.waitedFor]);
      stage.cutPower();
      await asking;
    },
  },
  caughtBy: { check: "nothing-told-is-lost", witness: 2 },
};

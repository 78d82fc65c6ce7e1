import { appendEvents } from "@holdfast/shared-state";
import { type PlantedBug, STORE } from "../bug.ts";
import { told } from "../stage.ts";

const STREAM = { category: "story", id: "s1" };

export const appendWhereItBelieves: PlantedBug = {
  name: "append-where-it-believes",
  story: "An event is put where its writer believes the end to be, over one that is there already.",
  patches: [
    {
      module: `${STORE}/streams.js`,
      find: "if (ifPosition !== undefined && ifPosition !== head.position) {",
      replace: "if (ifPosition !== undefined && ifPosition > head.position) {",
    },
    {
      module: `${STORE}/streams.js`,
      find: "let { position } = head;",
      replace: "let position = ifPosition ?? head.position;",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      for (const who of ["ada", "bob"]) {
        const agent = await stage.agent(who);
        await stage.ask(agent, "append", { key: "story/s1" }, async () => {
          const at = { ifPosition: 0, now: stage.clock.wallMs(), by: who };
          const event = { type: "told", data: who };
          return told((await agent.transact((tx) => appendEvents(tx, STREAM, [event], at))).value);
        });
      }
    },
  },
  caughtBy: { check: "no-lost-update", witness: 2 },
};

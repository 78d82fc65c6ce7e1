import { type PlantedBug, STORE } from "../bug.ts";
import { slot, told } from "../stage.ts";
import { WrittenOrder } from "../written-order.ts";

export const checkAndActApart: PlantedBug = {
  name: "check-and-act-apart",
  story: "A slot is looked up in one transaction and written in the next; two find it free.",
  report: "https://github.com/calcom/cal.com/issues/13397",
  patches: [
    {
      module: `${STORE}/state.js`,
      find: "return (await this.#state.transact((tx) => placeHold(tx, slot, complete), note)).value;",
      replace: `const looked = await this.#state
            .transact((tx) => { throw placeHold(tx, slot, complete); })
            .catch((placed) => placed);
        if (!looked.ok) return looked;
        const act = (tx) => placeHold(tx, slot, { ...complete, wasFree: true });
        return (await this.#state.transact(act, note)).value;`,
    },
    {
      module: `${STORE}/holds.js`,
      find: "if (conflict)",
      replace: "if (conflict && !request.wasFree)",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const order = new WrittenOrder(["ada", "bob", "ada", "bob"]);
      const wanted = slot("10:00", "11:00");
      const place = async (who: string) => {
        const agent = await stage.agent(who, { around: order.around(who) });
        return () =>
          stage.ask(agent, "place-hold", { key: wanted.resource, input: wanted }, async () =>
            told(await agent.holds.place(wanted, { by: who, forMs: 60_000 })),
          );
      };
      await order.race({ ada: await place("ada"), bob: await place("bob") });
    },
  },
  caughtBy: { check: "no-double-booking", witness: 2 },
};

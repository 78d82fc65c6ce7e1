import { type PlantedBug, STORE } from "../bug.ts";
import { slot, told } from "../stage.ts";

export const touchingIsOverlapping: PlantedBug = {
  name: "touching-is-overlapping",
  story: "An interval's end is counted in, so that no meeting can follow right after another.",
  patches: [
    {
      module: `${STORE}/diary-page.js`,
      find: "if (lineFrom >= to)",
      replace: "if (lineFrom > to)",
    },
    {
      module: `${STORE}/diary-page.js`,
      find: "if (from < lineTo)",
      replace: "if (from <= lineTo)",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      for (const [who, from, to] of [
        ["ada", "10:00", "11:00"],
        ["bob", "11:00", "12:00"],
        ["cleo", "09:00", "10:00"],
      ] as const) {
        const agent = await stage.agent(who);
        const wanted = slot(from, to);
        const asked = { key: wanted.resource, input: wanted, expected: "ok" } as const;
        await stage.ask(agent, "place-hold", asked, async () =>
          told(await agent.holds.place(wanted, { by: who, forMs: 60_000 })),
        );
      }
    },
  },
  caughtBy: { check: "as-expected", witness: 1 },
};

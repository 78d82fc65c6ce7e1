import { type PlantedBug, STORE } from "../bug.ts";
import { slot, told } from "../stage.ts";

export const overlapByEquality: PlantedBug = {
  name: "overlap-by-equality",
  story: "Whoever looks for conflicts compares starts and ends, and misses what overlaps by half.",
  report: "https://github.com/calcom/cal.com/pull/180",
  patches: [
    {
      module: `${STORE}/holds.js`,
      find: "for (const interval of takenIntervals(tx, slot, diary)) {",
      replace: `for (const interval of takenIntervals(tx, slot, diary)) {
        if (interval.start !== slot.start || interval.end !== slot.end) continue;`,
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      for (const [who, from, to] of [
        ["ada", "10:00", "10:30"],
        ["bob", "10:15", "10:45"],
      ] as const) {
        const agent = await stage.agent(who);
        const wanted = slot(from, to);
        await stage.ask(agent, "place-hold", { key: wanted.resource, input: wanted }, async () =>
          told(await agent.holds.place(wanted, { by: who, forMs: 60_000 })),
        );
      }
    },
  },
  caughtBy: { check: "no-double-booking", witness: 2 },
};

/** After all faults were healed, everything came to an end. */

import { type Check, kept, violated } from "../check.ts";

export const everythingEnds: Check = {
  name: "everything-ends",
  promise: "Once all faults are healed, everything that was begun comes to an end.",

  look(history) {
    const end = history.findLast(({ kind }) => kind === "end");
    if (end?.kind !== "end") return undefined;
    if (end.outcome === "finished") return kept("The run came to its end.");
    const left = end.unfinished?.join(", ") || "it does not say what";
    return violated("stuck", "the run", [], `When the time was over, still under way: ${left}.`);
  },
};

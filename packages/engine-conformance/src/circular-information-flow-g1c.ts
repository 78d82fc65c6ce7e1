/** G1c, circular information flow: of two transactions, at most one has seen the other's write. */

import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";

export const preventsCircularInformationFlow: Guarantee = ({ check }) => {
  check("two bodies that read each other's key: exactly one saw the other", async (open) => {
    const [one, two] = [await open(), await open()];
    for (let round = 0; round < 15; round++) {
      const [first, second] = await Promise.all([
        one.transact((tx) => {
          tx.put(["x", round], "one");
          return tx.get(["y", round]);
        }),
        two.transact((tx) => {
          tx.put(["y", round], "two");
          return tx.get(["x", round]);
        }),
      ]);
      const firstIsEarlier = first.revision < second.revision;
      expect(first.value).toBe(firstIsEarlier ? undefined : "two");
      expect(second.value).toBe(firstIsEarlier ? "one" : undefined);
    }
  });

  check("a ring of bodies, each reading its neighbour's key, sees no cycle", async (open) => {
    const handles = [await open(), await open(), await open()];
    const size = 12;
    const committed = await Promise.all(
      Array.from({ length: size }, (_, index) =>
        handles[index % 3]!.transact((tx) => {
          tx.put(["ring", index], true);
          return tx.get(["ring", (index + 1) % size]) === true;
        }),
      ),
    );
    for (const [index, { value: sawNext, revision }] of committed.entries()) {
      expect(sawNext).toBe(committed[(index + 1) % size]!.revision < revision);
    }
  });
};

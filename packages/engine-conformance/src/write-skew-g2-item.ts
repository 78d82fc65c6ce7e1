/** G2-item, write skew: two that read the same and write different keys do not both go through. */

import type { Engine } from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { entriesOf } from "./reading.ts";

const DOCTORS = ["ada", "grace", "edsger"];

export const preventsWriteSkew: Guarantee = ({ check }) => {
  check("of doctors who all leave at once, the last one on call stays", async (open) => {
    const handles = [await open(), await open(), await open()];
    for (let round = 0; round < 10; round++) {
      await handles[0]!.transact((tx) => {
        for (const doctor of DOCTORS) tx.put(["on-call", doctor], true);
      });
      await Promise.all(DOCTORS.map((doctor, index) => leave(handles[index]!, doctor)));
      expect(await entriesOf(handles[0]!, { prefix: ["on-call"] })).toHaveLength(1);
    }
  });

  check("rivals that check for overlap and then add an entry add one (G2)", async (open) => {
    const handles = [await open(), await open()];
    for (let round = 0; round < 10; round++) {
      const outcomes = await Promise.all(
        Array.from({ length: 6 }, (_, index) =>
          handles[index % 2]!.transact((tx) => {
            for (let other = 0; other < 6; other++) {
              if (tx.get(["slot", round, other])) return false;
            }
            tx.put(["slot", round, index], true);
            return true;
          }),
        ),
      );
      expect(outcomes.filter(({ value }) => value)).toHaveLength(1);
      expect(await entriesOf(handles[1]!, { prefix: ["slot", round] })).toHaveLength(1);
    }
  });

  check("a read-only body cannot see an order that no one order explains", async (open) => {
    const [one, two, reader] = [await open(), await open(), await open()];
    for (let round = 0; round < 10; round++) {
      const [x, y, seen] = await Promise.all([
        one.transact((tx) => tx.put(["x", round], 1)),
        two.transact((tx) => tx.put(["y", round], 1)),
        reader.transact((tx) => [tx.get(["x", round]) === 1, tx.get(["y", round]) === 1]),
      ]);
      expect(seen.value).toEqual([x.revision <= seen.revision, y.revision <= seen.revision]);
    }
  });
};

function leave(engine: Engine, doctor: string) {
  return engine.transact((tx) => {
    const onCall = DOCTORS.filter((name) => tx.get(["on-call", name]));
    if (onCall.length > 1) tx.delete(["on-call", doctor]);
  });
}

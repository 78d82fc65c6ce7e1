/**
 * Does something now, and again whenever a file has been saved. It follows the saves before it begins: one
 * that comes while it is at it is not lost, and has its turn afterwards.
 */

import { watch } from "node:fs";
import { basename, dirname } from "node:path";

/** An editor saves in several writes; what comes within this time is one. */
const SAVING_MS = 100;

/** Until `act` rejects. */
export async function nowAndWheneverSaved(file: string, act: () => Promise<void>): Promise<never> {
  const saves = followSaves(file);
  try {
    for (;;) {
      await act();
      await saves.next();
    }
  } finally {
    saves.close();
  }
}

/** Of its folder: many editors save by putting another file in the place of the old one. */
function followSaves(file: string): { next(): Promise<void>; close(): void } {
  let hasSaved = false;
  let tell = () => {};
  const watcher = watch(dirname(file), (_event, name) => {
    if (name !== basename(file)) return;
    hasSaved = true;
    tell();
  });
  return {
    async next() {
      if (!hasSaved) {
        await new Promise<void>((resolve) => {
          tell = resolve;
        });
      }
      await new Promise((resolve) => setTimeout(resolve, SAVING_MS));
      hasSaved = false;
    },
    close: () => watcher.close(),
  };
}

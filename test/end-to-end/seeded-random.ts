/** The scenario runner's chance, as a function: numbers in [0, 1), the same for the same seed. */

import { SeededRandom } from "@holdfast/scenario-runner/seeded-random";

export function seededRandom(seed: number): () => number {
  const random = new SeededRandom(seed);
  return () => random.next();
}

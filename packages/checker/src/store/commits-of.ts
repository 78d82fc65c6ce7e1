/** The store's commits in a history, in the order in which they were made. */

import type { History, StoreCommit } from "../history.ts";

export function commitsOf(history: History): readonly StoreCommit[] {
  const commits = history.filter((entry) => entry.kind === "commit");
  const inOrder = commits.every(
    ({ revision }, index) => index === 0 || commits[index - 1]!.revision < revision,
  );
  return inOrder ? commits : [...commits].sort((a, b) => a.revision - b.revision);
}

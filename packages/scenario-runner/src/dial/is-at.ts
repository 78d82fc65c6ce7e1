/** The one key that a write of a race looks at, and that somebody who acts later believes unchanged. */

import type { Key } from "@holdfast/shared-state";

export function isAt(key: Key): (asked: Key) => boolean {
  const name = JSON.stringify(key);
  return (asked) => JSON.stringify(asked) === name;
}

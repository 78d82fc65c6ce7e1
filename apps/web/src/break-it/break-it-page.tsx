/** To be built. */

import type { JSX } from "preact";

export function BreakItPage(): JSX.Element {
  return <h1>Break it</h1>;
}

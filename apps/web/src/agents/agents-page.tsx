/** To be built. */

import type { JSX } from "preact";

export function AgentsPage(): JSX.Element {
  return <h1>Agents</h1>;
}

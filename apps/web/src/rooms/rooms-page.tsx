/** To be built. */

import type { JSX } from "preact";

export function RoomsPage(): JSX.Element {
  return <h1>Rooms</h1>;
}

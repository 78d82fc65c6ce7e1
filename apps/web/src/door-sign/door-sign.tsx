/** To be built. */

import type { JSX } from "preact";

export function DoorSign({ room }: { room: string }): JSX.Element {
  return <h1>{room}</h1>;
}

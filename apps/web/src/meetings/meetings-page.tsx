/** To be built. */

import type { JSX } from "preact";

export function MeetingsPage(): JSX.Element {
  return <h1>Meetings</h1>;
}

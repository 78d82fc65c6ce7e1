/** To be built. */

import type { JSX } from "preact";

export function MeetingPage({ meeting }: { meeting: string }): JSX.Element {
  return <h1>{meeting}</h1>;
}

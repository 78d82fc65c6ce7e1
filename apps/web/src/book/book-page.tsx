/** To be built. */

import type { JSX } from "preact";

export function BookPage(): JSX.Element {
  return <h1>Book</h1>;
}

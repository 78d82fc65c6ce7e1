/** How the reader stands in holds: `person/ada`. The gateway says so with the first hold that they place. */

import { signal } from "@preact/signals";

export const me = signal<string | undefined>(undefined);

/** The moment that the whole page shows: now, or one in the past. */

import { computed, signal } from "@preact/signals";

/** An instant, as `2026-11-23T09:00:00.000Z`; undefined: now. */
export const asOf = signal<string | undefined>(undefined);

/** In the past nothing can be changed. */
export const isPast = computed(() => asOf.value !== undefined);

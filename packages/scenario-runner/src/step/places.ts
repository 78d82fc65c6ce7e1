/** At which failpoints processes stand still, for a person to choose who moves next. */

import { FAILPOINTS, type FailpointName } from "@holdfast/shared-state";

/**
 * Where a process comes by the clock, or after each commit of anybody, or for a task that another does
 * in the end. Who stands there has little part in the story, and how often they come is a matter of
 * time: an order that was played there may not come about again.
 */
const BESIDE_THE_STORY: readonly FailpointName[] = [
  ...(["task.before-attempt", "commit.after-write", "feed.before-delivery"] as const),
  ...(["watch.before-subscription", "projection.before-commit", "lease.before-renewal"] as const),
  ...(["reaper.before-reaping", "inbox.before-greeting"] as const),
];

/** Where one may wait at all. */
export const PLACES_ALL = (Object.keys(FAILPOINTS) as FailpointName[]).filter(
  (name) => !FAILPOINTS[name].inTransaction && !name.startsWith("supervisor."),
);

/** Where what the actors ask for passes by. */
export const PLACES_USUAL = PLACES_ALL.filter((name) => !BESIDE_THE_STORY.includes(name));

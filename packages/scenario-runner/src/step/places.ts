/** At which failpoints processes stand still, for a person to choose who moves next. */

import { FAILPOINTS, type FailpointName } from "@holdfast/shared-state";

/**
 * Where a process comes by the clock, or after each commit of anybody. Who stands there has little part in
 * the story, and how often they come is a matter of time: an order that was played there may not come about
 * again.
 */
const BY_THE_CLOCK: readonly FailpointName[] = [
  ...(["commit.after-write", "feed.before-delivery", "watch.before-subscription"] as const),
  ...(["projection.before-commit", "lease.before-renewal", "reaper.before-reaping"] as const),
  "inbox.before-greeting",
];

/** Everybody comes there who has seen a task: of those whom it is about, most have no part in it. */
const FOR_EVERYBODY: FailpointName = "task.before-attempt";

/** Where one may wait at all. */
export const PLACES_ALL = (Object.keys(FAILPOINTS) as FailpointName[]).filter(
  (name) => !FAILPOINTS[name].inTransaction && !name.startsWith("supervisor."),
);

/** Where what the actors ask for passes by. */
export const PLACES_USUAL = PLACES_ALL.filter(
  (name) => !BY_THE_CLOCK.includes(name) && name !== FOR_EVERYBODY,
);

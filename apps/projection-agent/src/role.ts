/** What the projection agent may write: the views, and nothing that they are made of. */

import { defineRole, keyspace, presenceWrites } from "@holdfast/shared-state";

const NAME = "projection-agent";

export const projectionAgentRole = defineRole(NAME, {
  writes: [
    keyspace.projections(),
    keyspace.projectionRequests(),
    keyspace.projectionViews(),
    ...presenceWrites(NAME),
  ],
});

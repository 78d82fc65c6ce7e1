/** A person's own hold, about to be taken over by a booking. */

import { type Hold, keyspace, type Snapshot } from "@holdfast/shared-state";
import { type Access, actorOf } from "./access.ts";
import { Problem } from "./problems.ts";

export interface AdoptableHold {
  readonly hold: string;
  readonly fence: number;
  readonly room: string;
}

/** @throws Problem `hold-lapsed`, `hold-adopted`, `not-yours` */
export async function adoptableHold(
  snapshot: Snapshot,
  id: string,
  access: Access,
): Promise<AdoptableHold> {
  const hold = await snapshot.get<Hold>(keyspace.hold(id));
  if (!hold) throw new Problem("hold-lapsed", { members: { hold: id } });
  if (hold.lentBy) throw new Problem("hold-adopted", { members: { hold: id } });
  if (hold.by !== actorOf(access)) throw new Problem("not-yours", { members: { hold: id } });
  return { hold: id, fence: hold.fence, room: hold.resource.replace(/^room\//, "") };
}

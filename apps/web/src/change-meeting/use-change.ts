/**
 * A change of a meeting on its way. It names the version that its author has seen (`If-Match`): what
 * somebody else has changed meanwhile is never overwritten, but shown.
 */

import type { Meeting, MeetingChange, UnderWay } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import { Problem, type Reply } from "../api/http.ts";
import { cancelMeeting, patchMeeting, readMeeting, type SeenMeeting } from "../api/meetings.ts";

export type Change =
  | { readonly kind: "idle" | "sending" }
  | { readonly kind: "done"; readonly underWay?: UnderWay }
  /** `now`: as it is, when somebody else was quicker. */
  | { readonly kind: "failed"; readonly error: Error; readonly now?: SeenMeeting };

interface UsedChange {
  readonly change: Change;
  readonly patch: (seen: SeenMeeting, change: MeetingChange) => Promise<void>;
  readonly cancel: (seen: SeenMeeting, reason: string) => Promise<void>;
}

export function useChange(onDone: (underWay?: UnderWay) => void): UsedChange {
  const change = useSignal<Change>({ kind: "idle" });
  const run = async (id: string, request: () => Promise<Reply<Meeting | UnderWay>>) => {
    change.value = { kind: "sending" };
    try {
      const { body } = await request();
      const underWay = "saga" in body ? body : undefined;
      change.value = { kind: "done", ...(underWay && { underWay }) };
      onDone(underWay);
    } catch (error) {
      const now = hasMovedOn(error) ? await readMeeting(id).catch(() => undefined) : undefined;
      change.value = { kind: "failed", error: error as Error, ...(now && { now }) };
    }
  };
  return {
    change: change.value,
    patch: (seen, body) => run(seen.meeting.id, () => patchMeeting(seen, body)),
    cancel: (seen, reason) => run(seen.meeting.id, () => cancelMeeting(seen, reason)),
  };
}

/** A move that was refused may have kept the new title: that is another version, too. */
function hasMovedOn(error: unknown): boolean {
  if (!(error instanceof Problem)) return true;
  return error.slug === "version-mismatch" || error.body.edited === true;
}

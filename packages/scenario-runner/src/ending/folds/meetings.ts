/** Every state that a meeting was in, by its own events. */

import type { StoreCommit } from "@holdfast/checker";

export interface MeetingState {
  readonly title: string;
  readonly organizer: string;
  readonly room: string;
  readonly start: number;
  readonly end: number;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly isCancelled: boolean;
}

export interface MeetingEventTold {
  readonly type: string;
  /** Wall time, as the event has it. */
  readonly at: number;
}

export interface MeetingStory {
  readonly id: string;
  readonly events: readonly MeetingEventTold[];
  /** After the last of them. */
  readonly now: MeetingState;
}

interface WrittenEvent extends MeetingEventTold {
  readonly data: Partial<MeetingState>;
}

type Arranged = Pick<MeetingState, "room" | "start" | "end" | "required" | "optional">;

export function meetingStories(commits: readonly StoreCommit[]): MeetingStory[] {
  const stories = new Map<string, MeetingStory>();
  for (const { changes } of commits) {
    for (const { key, value } of changes) {
      const [stream, category, id, position] = key;
      const isEvent = stream === "stream" && category === "meeting" && position !== undefined;
      if (!isEvent || value === undefined) continue;
      const event = value as WrittenEvent;
      const story = stories.get(String(id));
      const now = stateAfter(story?.now, event);
      if (!now) continue;
      const events = [...(story?.events ?? []), { type: event.type, at: event.at }];
      stories.set(String(id), { id: String(id), events, now });
    }
  }
  return [...stories.values()];
}

function stateAfter(
  before: MeetingState | undefined,
  { type, data }: WrittenEvent,
): MeetingState | undefined {
  if (type === "booked") {
    const { title, organizer } = data as MeetingState;
    return { title, organizer, ...arranged(data as MeetingState), isCancelled: false };
  }
  if (!before) return undefined;
  if (type === "moved") return { ...before, ...arranged(data as MeetingState) };
  if (type === "edited") return { ...before, title: data.title ?? before.title };
  return { ...before, isCancelled: before.isCancelled || type === "cancelled" };
}

function arranged({ room, start, end, required, optional }: Arranged): Arranged {
  return { room, start, end, required, optional };
}

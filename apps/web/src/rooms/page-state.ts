/**
 * What goes on on the page beside what the state says: what is being dragged, asked for and shown.
 * Lanes draw it over their diaries, so that an action is seen before it is answered.
 */

import type { Hold, Room, Suggestion } from "@holdfast/api";
import { signal } from "@preact/signals";
import type { SeenMeeting } from "../api/meetings.ts";
import type { Taken } from "../diary/taken.ts";
import type { Wanted } from "../refusals/other-slots.tsx";
import type { Refusal } from "../refusals/refusal.ts";
import type { Range } from "../time/ranges.ts";

/** A slot that is being chosen, or asked for. */
interface Draft extends Range {
  readonly room: string;
  readonly state: "choosing" | "asked";
}

/** A meeting on its way to another place. */
export interface Move extends Range {
  readonly meeting: string;
  readonly title: string;
  readonly room: string;
  readonly state: "dragged" | "asked";
}

/** What is open over the page; one at a time. */
type Opened =
  | { readonly kind: "slot"; readonly room: Room; readonly slot: Range }
  | { readonly kind: "form"; readonly room: Room; readonly hold: Hold }
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly next: Next }
  | { readonly kind: "meeting"; readonly meeting: string; readonly title: string }
  | { readonly kind: "move" | "cancel"; readonly seen: SeenMeeting }
  | { readonly kind: "held"; readonly room: Room; readonly taken: Taken }
  | { readonly kind: "room"; readonly room: Room }
  | { readonly kind: "close"; readonly room: Room }
  | { readonly kind: "closure"; readonly room: Room; readonly closure: string };

/** What one may do about a refusal. */
export interface Next {
  /** In its zone times are told. */
  readonly room: string;
  readonly wanted: Wanted;
  readonly choose: (alternative: Suggestion) => void;
  readonly again: { readonly label: string; readonly act: () => void };
  /** The meeting that somebody else has changed: what it is now is shown. */
  readonly changed?: string;
}

export const opened = signal<Opened | undefined>(undefined);
export const draft = signal<Draft | undefined>(undefined);
/** The hold whose form is open. */
export const mine = signal<Hold | undefined>(undefined);
export const moves = signal<readonly Move[]>([]);

export function close(): void {
  opened.value = undefined;
}

/** Whoever comes back finds nothing open. */
export function leave(): void {
  close();
  draft.value = undefined;
  mine.value = undefined;
}

/** The meeting's place on the page; undefined: where the diary says. */
export function showMove(meeting: string, move: Move | undefined): void {
  const others = moves.value.filter((other) => other.meeting !== meeting);
  moves.value = move ? [...others, move] : others;
}

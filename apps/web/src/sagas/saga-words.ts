/** The steps of sagas and what was done about them, in words that a newcomer understands. */

import type { JournalEntry, Saga } from "@holdfast/api";

interface StepWords {
  readonly step: string;
  readonly by: string;
  readonly words: string;
  /** The last step that may be refused. */
  readonly isPivot?: boolean;
}

const HOLDING = [
  { step: "hold-room", by: "room-agent", words: "Hold the room" },
  { step: "hold-calendars", by: "calendar-agent", words: "Hold everybody’s time" },
];

/** As the definitions in `packages/scheduling` have them. */
const STEPS: Readonly<Record<string, readonly StepWords[]>> = {
  "book-meeting": [
    ...HOLDING,
    { step: "confirm", by: "room-agent", words: "Confirm room and people", isPivot: true },
    { step: "invite", by: "notification-agent", words: "Send the invitations" },
  ],
  "move-meeting": [
    ...HOLDING,
    { step: "exchange", by: "room-agent", words: "Exchange the old for the new", isPivot: true },
    { step: "send-updates", by: "notification-agent", words: "Send the updates" },
  ],
  "cancel-meeting": [
    { step: "free-slots", by: "room-agent", words: "Free room and people", isPivot: true },
    { step: "send-cancellations", by: "notification-agent", words: "Send the cancellations" },
  ],
};

const DEFINITIONS: Readonly<Record<string, string>> = {
  "book-meeting": "Booking",
  "move-meeting": "Move",
  "cancel-meeting": "Cancellation",
};

const DID: Readonly<Record<string, string>> = {
  started: "Started",
  performed: "Done",
  refused: "Refused",
  failed: "Failed, tried again",
  compensated: "Taken back",
  "gave-up": "Given up",
  "stop-requested": "Asked to stop",
  ended: "Ended",
};

export function stepsOf(definition: string): readonly StepWords[] {
  return STEPS[definition] ?? [];
}

export function stepWords(definition: string, step: string): string {
  return stepsOf(definition).find((each) => each.step === step)?.words ?? step;
}

export function sagaName(definition: string): string {
  return DEFINITIONS[definition] ?? definition;
}

export function didWords(did: string): string {
  return DID[did] ?? did;
}

export type StepState = "waiting" | "working" | "done" | "refused" | "undone" | "stuck";

/** How each step stands: from the journal, which has one line for each thing that was done. */
export function stepStates(saga: Saga | undefined, definition: string): StepState[] {
  const steps = stepsOf(saga?.definition ?? definition);
  return steps.map(({ step }, index) => {
    const entries = saga?.journal.filter((entry) => entry.step === step) ?? [];
    const last = entries.filter(({ did }) => did !== "failed").at(-1);
    if (last && last.did !== "performed") return stateAfter(last, entries);
    if (saga?.attention?.step === step) return "stuck";
    if (last) return "done";
    const isNext = saga ? saga.current === step && saga.state === "running" : index === 0;
    return isNext ? "working" : "waiting";
  });
}

/** A refused step is compensated, too, though it never happened. */
function stateAfter(last: JournalEntry, entries: readonly JournalEntry[]): StepState {
  if (entries.some(({ did }) => did === "refused")) return "refused";
  if (last.did === "compensated") {
    return entries.some(({ did }) => did === "performed") ? "undone" : "waiting";
  }
  return last.did === "gave-up" ? "stuck" : "waiting";
}

/** What the states of a process mean, in a word; and how each is drawn, so that no colour is needed. */

export interface ProcessState {
  readonly word: string;
  readonly shape: "disc" | "ring" | "wedge" | "cross" | "square";
  readonly looks: "good" | "warn" | "bad" | "soft";
  /** What happens next, when it is not obvious. */
  readonly next?: string;
}

const STATES: Readonly<Record<string, ProcessState>> = {
  running: { word: "Running", shape: "disc", looks: "good" },
  starting: { word: "Starting", shape: "ring", looks: "warn" },
  backoff: {
    word: "Waiting to start again",
    shape: "wedge",
    looks: "warn",
    next: "It has ended, and the supervisor starts it again after a pause.",
  },
  stopping: { word: "Stopping", shape: "ring", looks: "warn" },
  stopped: { word: "Stopped", shape: "square", looks: "soft" },
  ended: { word: "Has done its work", shape: "square", looks: "soft" },
  down: {
    word: "Down",
    shape: "cross",
    looks: "bad",
    next: "It failed too often, and is not started again.",
  },
};

export function processState(state: string): ProcessState {
  return STATES[state] ?? { word: state, shape: "ring", looks: "soft" };
}

/** How a whole list is doing, in a sentence. */
export function summary(states: readonly string[]): string {
  const running = states.filter((state) => state === "running").length;
  const down = states.filter((state) => state === "down").length;
  const others = states.filter((state) => !["running", "down", "ended"].includes(state)).length;
  const parts = [`${running} of ${states.length} running`];
  if (others > 0) parts.push(`${others} on the way`);
  if (down > 0) parts.push(`${down} down`);
  return parts.join(", ");
}

/**
 * Ctrl-C once stops everything in order; twice kills everything now.
 *
 * One key press may arrive more than once: the terminal sends it to every process of the group, and
 * a parent such as npm passes on the one that it got. So a second signal counts only after a moment.
 */

import type { Clock } from "@holdfast/shared-state/engine";

export interface Stoppable {
  stop(): unknown;
  killAll(): unknown;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** Longer than it takes a signal to come through a parent, shorter than a person's second try. */
const SAME_KEY_PRESS_MS = 300;

/** Returns a function that takes the listeners away again. */
export function stopOnSignals(supervisor: Stoppable, clock: Clock): () => void {
  const answer = answerSignals(supervisor, clock);
  for (const signal of SIGNALS) process.on(signal, answer);
  return () => {
    for (const signal of SIGNALS) process.removeListener(signal, answer);
  };
}

export function answerSignals(supervisor: Stoppable, clock: Clock): () => void {
  let firstMs: number | undefined;
  return () => {
    const nowMs = clock.monotonicMs();
    if (firstMs === undefined) {
      firstMs = nowMs;
      supervisor.stop();
    } else if (nowMs - firstMs > SAME_KEY_PRESS_MS) {
      supervisor.killAll();
    }
  };
}

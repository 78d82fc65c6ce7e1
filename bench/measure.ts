/**
 * Closed-loop measurement: so many callers, each waits for its answer before it asks again. A system
 * that slows down is therefore asked less: the latencies say how one caller fares, the rate what all
 * of them get together.
 */

export interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Each latency, for whoever puts several processes together. */
  readonly latenciesMs: readonly number[];
}

interface Duration {
  readonly forMs: number;
  readonly warmUpMs?: number;
}

/** Runs `operation` with `inFlight` callers for `forMs`, after a warm-up that does not count. */
export async function closedLoop(
  inFlight: number,
  operation: (index: number) => Promise<unknown>,
  { forMs, warmUpMs = 300 }: Duration,
): Promise<Measured> {
  let index = 0;
  const run = async (durationMs: number) => {
    const latenciesMs: number[] = [];
    const started = performance.now();
    const caller = async () => {
      while (performance.now() - started < durationMs) {
        const asked = performance.now();
        await operation(index++);
        latenciesMs.push(performance.now() - asked);
      }
    };
    await Promise.all(Array.from({ length: inFlight }, caller));
    return { latenciesMs, elapsedMs: performance.now() - started };
  };
  await run(warmUpMs);
  const { latenciesMs, elapsedMs } = await run(forMs);
  return summary(latenciesMs, (latenciesMs.length / elapsedMs) * 1_000);
}

export function summary(latenciesMs: readonly number[], perSecond: number): Measured {
  const sorted = Float64Array.from(latenciesMs).sort();
  return { perSecond, p50Ms: atShare(sorted, 0.5), p99Ms: atShare(sorted, 0.99), latenciesMs };
}

export function percentile(values: readonly number[], share: number): number {
  return atShare(Float64Array.from(values).sort(), share);
}

export function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

/** The run whose throughput is in the middle. */
export function medianRun(runs: readonly Measured[]): Measured {
  const sorted = [...runs].sort((a, b) => a.perSecond - b.perSecond);
  return sorted[Math.floor(sorted.length / 2)]!;
}

function atShare(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Closed-loop measurement: so many callers, each waits for its answer before it asks again. */

export interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Runs `operation` with `inFlight` callers for `forMs`, after a warm-up that does not count. */
export async function closedLoop(
  inFlight: number,
  operation: (index: number) => Promise<unknown>,
  { forMs = 2_000, warmUpMs = 300 } = {},
): Promise<Measured> {
  let index = 0;
  const run = async (durationMs: number) => {
    const latencies: number[] = [];
    const started = performance.now();
    const caller = async () => {
      while (performance.now() - started < durationMs) {
        const asked = performance.now();
        await operation(index++);
        latencies.push(performance.now() - asked);
      }
    };
    await Promise.all(Array.from({ length: inFlight }, caller));
    return { latencies, elapsedMs: performance.now() - started };
  };
  await run(warmUpMs);
  const { latencies, elapsedMs } = await run(forMs);
  return {
    perSecond: (latencies.length / elapsedMs) * 1_000,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  };
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The run whose throughput is in the middle. */
export function medianRun(runs: readonly Measured[]): Measured {
  const sorted = [...runs].sort((a, b) => a.perSecond - b.perSecond);
  return sorted[Math.floor(sorted.length / 2)]!;
}

export function row(name: string, { perSecond, p50Ms, p99Ms }: Measured, ratio = ""): string {
  const rate = Math.round(perSecond).toLocaleString("en");
  const times = `${p50Ms.toFixed(2)} / ${p99Ms.toFixed(2)} ms`;
  return `${name.padEnd(34)}${`${rate}/s`.padStart(12)}${times.padStart(20)}  ${ratio}`;
}

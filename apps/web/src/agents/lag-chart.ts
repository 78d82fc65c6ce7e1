/** The lag of the last two minutes as a line: what is kept of it, and where it goes. */

export interface Sample {
  readonly at: number;
  readonly lagMs: number;
}

export const SHOWN_MS = 120_000;
/** Less than that is not worth a mountain. */
const TOP_MS_MIN = 100;

/** With one more, and without those that are no longer shown. */
export function withSample(samples: readonly Sample[], sample: Sample): Sample[] {
  const first = samples.findIndex(({ at }) => at >= sample.at - SHOWN_MS);
  // One before the edge stays, so that the line begins there.
  const kept = first < 0 ? [] : samples.slice(Math.max(0, first - 1));
  return [...kept, sample];
}

interface Chart {
  /** Paths of SVG in a box of `width` and `height`: the line, and what is below it. */
  readonly line: string;
  readonly area: string;
  /** What the upper edge stands for. */
  readonly topMs: number;
  readonly mostMs: number;
}

/** The right edge is the latest sample. */
export function drawLag(
  samples: readonly Sample[],
  { width, height }: { readonly width: number; readonly height: number },
): Chart {
  const latest = samples.at(-1)?.at ?? 0;
  const mostMs = Math.max(0, ...samples.map(({ lagMs }) => lagMs));
  const topMs = Math.max(TOP_MS_MIN, mostMs);
  const points = samples.map(({ at, lagMs }) => {
    const x = Math.max(0, width * (1 - (latest - at) / SHOWN_MS));
    return `${round(x)} ${round(height * (1 - lagMs / topMs))}`;
  });
  if (points.length === 0) return { line: "", area: "", topMs, mostMs };
  const line = `M${points.join("L")}`;
  const startX = points[0]!.split(" ")[0];
  return { line, area: `${line}L${width} ${height}L${startX} ${height}Z`, topMs, mostMs };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

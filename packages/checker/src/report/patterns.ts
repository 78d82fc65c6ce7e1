/** What colours say, as patterns: once in the page, for the drawing, the legend and what is printed. */

interface Pattern {
  readonly id: string;
  readonly size: number;
  readonly path: string;
}

const PATTERNS: readonly Pattern[] = [
  { id: "refused", size: 7, path: "M-1,8L8,-1" },
  { id: "failed", size: 7, path: "M-1,8L8,-1M-1,-1L8,8" },
  { id: "fault", size: 9, path: "M-1,-1L10,10" },
  { id: "lapsed", size: 5, path: "M2.5,0V5" },
];

export function patternDefinitions(): string {
  const patterns = PATTERNS.map(
    ({ id, size, path }) =>
      `<pattern id="pattern-${id}" width="${size}" height="${size}" patternUnits="userSpaceOnUse"><path class="stroke-${id}" d="${path}"/></pattern>`,
  );
  const stops = `<stop offset="0%" class="fade-from"/><stop offset="100%" class="fade-to"/>`;
  const fade = `<linearGradient id="fade">${stops}</linearGradient>`;
  return `<svg class="definitions" width="0" height="0" aria-hidden="true"><defs>${patterns.join("")}${fade}</defs></svg>`;
}

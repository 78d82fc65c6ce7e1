/**
 * A scenario may turn a guarantee down to show what breaks: then exactly the promises that it names have
 * to be broken. Their findings become one, which says so; a promise that held all the same is missed.
 */

import type { Finding } from "@holdfast/checker";

export const VIOLATED_AS_EXPECTED = "violated-as-expected";

export function judgeExpected(
  findings: readonly Finding[],
  expected: readonly string[] | undefined,
): readonly Finding[] {
  if (!expected) return findings;
  const isExpected = ({ check, verdict }: Finding) =>
    verdict === "violated" && expected.includes(check);
  const broken = findings.filter(isExpected);
  const held = expected.filter((name) => !broken.some(({ check }) => check === name));
  const others = findings.filter((finding) => !isExpected(finding));
  if (held.length > 0) {
    const explanation = `Expected to be broken, and not found so: ${held.join(", ")}.`;
    return [
      ...others,
      ...broken,
      { check: VIOLATED_AS_EXPECTED, verdict: "violated", explanation },
    ];
  }
  const explanation = broken.map((each) => `${each.check}: ${each.explanation}`).join(" ");
  const witness = broken.flatMap((each) => each.witness ?? []);
  return [...others, { check: VIOLATED_AS_EXPECTED, verdict: "ok", explanation, witness }];
}

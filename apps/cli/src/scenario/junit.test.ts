import { describe, expect, it } from "vitest";
import { junitXml } from "./junit.ts";
import { exitStatusOf, type Played, type PlayedOutcome } from "./play-one.ts";

function played(outcome: PlayedOutcome, more: Partial<Played> = {}): Played {
  return {
    planned: { file: "a.yaml", text: "", seed: 1 },
    outcome,
    tookMs: 1_500,
    seed: 1,
    ...more,
  };
}

describe("the report for CI systems", () => {
  it("counts each kind of outcome, and has a test case for each run", () => {
    const outcomes = ["ok", "ok", "violated", "unknown", "could-not-run", "skipped"] as const;
    const xml = junitXml(outcomes.map((outcome) => played(outcome)));
    expect(xml).toContain('tests="6" failures="1" errors="2" skipped="1" time="9.000"');
    expect(xml.match(/<testcase /g)).toHaveLength(6);
    expect(xml.match(/<failure /g)).toHaveLength(1);
  });

  it("is XML also when what went wrong is not", () => {
    const xml = junitXml([played("could-not-run", { why: 'a < b & "c"\u0000\u001b[31m\nnext' })]);
    expect(xml).toContain("a &lt; b &amp; &quot;c&quot;??[31m&#10;next");
    expect(xml).not.toContain("\u0000");
    expect(xml).not.toContain("\u001b");
  });
});

describe("the exit status", () => {
  it.each([
    [[], 0],
    [["ok", "skipped"], 0],
    [["ok", "unknown"], 3],
    [["unknown", "could-not-run"], 2],
    [["could-not-run", "violated", "unknown"], 1],
  ] as [PlayedOutcome[], number][])("%j: %i", (outcomes, status) => {
    expect(exitStatusOf(outcomes.map((outcome) => played(outcome)))).toBe(status);
  });
});

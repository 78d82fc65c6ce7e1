/** A report in the form that CI systems read: JUnit's XML, a test case for each run. */

import { writeFileSync } from "node:fs";
import type { Played } from "./play-one.ts";

export function writeJUnit(file: string, played: readonly Played[]): void {
  writeFileSync(file, junitXml(played));
}

export function junitXml(played: readonly Played[]): string {
  const count = (...outcomes: Played["outcome"][]) =>
    played.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const seconds = played.reduce((sum, { tookMs }) => sum + tookMs / 1_000, 0);
  const totals = {
    ...{ name: "scenarios", tests: played.length, failures: count("violated") },
    ...{ errors: count("could-not-run", "unknown"), skipped: count("skipped") },
    time: seconds.toFixed(3),
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites><testsuite${attributes(totals)}>`,
    ...played.map(testCase),
    "</testsuite></testsuites>",
    "",
  ].join("\n");
}

function testCase(played: Played): string {
  const { planned, scenario, seed, tookMs, outcome } = played;
  const name = `${scenario?.name ?? planned.file}${seed === undefined ? "" : ` (seed ${seed})`}`;
  const told = { classname: planned.file, name, time: (tookMs / 1_000).toFixed(3) };
  const head = `<testcase${attributes(told)}`;
  if (outcome === "ok") return `${head}/>`;
  const text = textOf(played);
  if (outcome === "skipped") return `${head}><skipped${attributes({ message: text })}/></testcase>`;
  const element = outcome === "violated" ? "failure" : "error";
  const told2 = attributes({ type: outcome, message: text.split("\n")[0] ?? "" });
  return `${head}><${element}${told2}>${escaped(text)}</${element}></testcase>`;
}

function textOf({ why, result }: Played): string {
  const bad = (result?.judgement.findings ?? []).filter(({ verdict }) => verdict !== "ok");
  const lines = bad.map(({ check, explanation }) => `${check}: ${explanation}`);
  const history = result ? [`history: ${result.historyFile}`] : [];
  return [...(why === undefined ? [] : [why]), ...lines, ...history].join("\n");
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  const written = Object.entries(values).map(
    ([name, value]) => ` ${name}="${escaped(`${value}`)}"`,
  );
  return written.join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;" },
};

/** XML 1.0 knows no control characters but three, not even escaped. */
function escaped(text: string): string {
  const printable = text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "?");
  return printable.replace(/[&<>"\n]/g, (letter) => ENTITIES[letter]!);
}

/**
 * How long is the write lock held at the most, and what do the others notice of a process whose event
 * loop is busy? Two processes commit; then the first of them also blocks its event loop, for 50 ms
 * every 100.
 */

import type { Committing, Report } from "./committer.ts";
import { inFolder } from "./folder.ts";
import { largest } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { OtherProcess } from "./other-process.ts";
import { ms, rateAndTimes, table } from "./report.ts";

export async function benchWriteLock({ seconds }: BenchOptions): Promise<void> {
  console.log("Two processes commit durably; the longest time that either held the write lock.");
  for (const inFlight of [1, 16]) {
    const question = { inFlight, seconds, blockMs: 0 };
    const calm = await measureTwo(question, question);
    const busy = await measureTwo({ ...question, blockMs: 50 }, question);
    const columns = ["per second", "p50 ms", "p99 ms", "longest ms", "longest lock ms"];
    table(`${inFlight} in flight each`, columns, [
      describe("first, calm", calm[0]),
      describe("second", calm[1]),
      describe("first, event loop busy", busy[0]),
      describe("second", busy[1]),
    ]);
  }
}

function measureTwo(first: Committing, second: Committing): Promise<[Report, Report]> {
  return inFolder(async (folder) => {
    const one = await OtherProcess.start("committer.js", [folder]);
    const two = await OtherProcess.start("committer.js", [folder]);
    try {
      return await Promise.all([one.ask<Report>(first), two.ask<Report>(second)]);
    } finally {
      await Promise.all([one.stop(), two.stop()]);
    }
  });
}

function describe(name: string, { measured, longestLockMs }: Report): string[] {
  const longest = largest(measured.latenciesMs);
  return [name, ...rateAndTimes(measured), ms(longest), ms(longestLockMs)];
}

/** What is printed: tables of medians, and on which machine they were taken. */

import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { cpus, release } from "node:os";
import { join } from "node:path";
import { inFolder } from "./folder.ts";
import { type Measured, medianRun, percentile } from "./measure.ts";

const SYNCS = 200;

/** A rate means little without the disk's own: how long one small write takes to be durable. */
export async function machineLine(): Promise<string> {
  const cpu = `${cpus().length} × ${cpus()[0]?.model.trim()}`;
  const syncMs = await inFolder(async (folder) => medianSyncMs(join(folder, "sync")));
  const disk = `4 KiB write + fdatasync p50 ${syncMs.toFixed(3)} ms`;
  return `Node ${process.version}, ${process.platform} ${release()}, ${cpu}, ${disk}`;
}

function medianSyncMs(file: string): number {
  const descriptor = openSync(file, "w");
  const page = Buffer.alloc(4_096, 1);
  const latencies: number[] = [];
  for (let index = 0; index < SYNCS; index++) {
    const begun = performance.now();
    writeSync(descriptor, page, 0, page.length, (index % 16) * page.length);
    fdatasyncSync(descriptor);
    latencies.push(performance.now() - begun);
  }
  closeSync(descriptor);
  return percentile(latencies, 0.5);
}

export function table(title: string, columns: readonly string[], rows: readonly string[][]): void {
  const all = [[title, ...columns], ...rows];
  const widths = columns.map((_, index) =>
    Math.max(...all.map((row) => (row[index + 1] ?? "").length)),
  );
  console.log("");
  for (const [name, ...cells] of all) {
    const padded = cells.map((cell, index) => cell.padStart(widths[index]! + 2));
    console.log(`${name!.padEnd(34)}${padded.join("")}`);
  }
}

/** One row a system, the first of which is ours; the ratio is our throughput to theirs. */
export function compare(title: string, runs: ReadonlyMap<string, readonly Measured[]>): void {
  const medians = [...runs].map(([name, each]) => ({ name, each, median: medianRun(each) }));
  const ours = medians[0]!;
  const rows = medians.map(({ name, each, median }) => [
    name,
    ...rateAndTimes(median),
    spread(each),
    median === ours.median ? "" : `${(ours.median.perSecond / median.perSecond).toFixed(2)} ×`,
  ]);
  const columns = ["per second", "p50 ms", "p99 ms", "slowest–fastest run", `${ours.name} is`];
  table(title, columns, rows);
}

export function rateAndTimes({ perSecond, p50Ms, p99Ms }: Measured): string[] {
  return [rate(perSecond), ms(p50Ms), ms(p99Ms)];
}

export function rate(perSecond: number): string {
  return Math.round(perSecond).toLocaleString("en");
}

export function ms(value: number): string {
  return value.toFixed(value < 1 ? 3 : 2);
}

function spread(runs: readonly Measured[]): string {
  const rates = runs.map(({ perSecond }) => perSecond).sort((a, b) => a - b);
  return `${rate(rates[0]!)}–${rate(rates.at(-1)!)}`;
}

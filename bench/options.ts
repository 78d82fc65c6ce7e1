/**
 * What can be said on the command line: `npm run bench -- holds --sustained --systems holdfast,redis`.
 */

import { parseArgs } from "node:util";

export interface BenchOptions {
  /** How long each measurement takes, after its warm-up. */
  readonly seconds: number;
  /** How often each is repeated; the median is printed. */
  readonly runs: number;
  /** How many holds are under way at once. */
  readonly inFlight: readonly number[];
  /** Which systems take part; undefined: all that are installed. */
  readonly systems?: readonly string[];
  /** How large the state is made, in the benchmarks that fill one first. */
  readonly size: number;
}

export const USAGE = `npm run bench -- [NAME …] [options]
  --seconds N          length of each measurement (2; also HOLDFAST_BENCH_SECONDS)
  --sustained          the same as --seconds 60
  --runs N             repetitions, of which the median is printed (3)
  --in-flight N,N      for the holds (1,16,256)
  --systems NAME,NAME  only these of: holdfast, redis, postgresql, etcd, bare lmdb-js
  --size N             events or bookings that a state is filled with at most (1000000)`;

export function readOptions(args: readonly string[]): { names: string[]; options: BenchOptions } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seconds: { type: "string", default: process.env.HOLDFAST_BENCH_SECONDS ?? "2" },
      sustained: { type: "boolean", default: false },
      runs: { type: "string", default: "3" },
      "in-flight": { type: "string", default: "1,16,256" },
      systems: { type: "string" },
      size: { type: "string", default: "1000000" },
    },
  });
  const options: BenchOptions = {
    seconds: values.sustained ? 60 : positive("seconds", values.seconds),
    runs: positive("runs", values.runs),
    inFlight: values["in-flight"].split(",").map((each) => positive("in-flight", each)),
    size: positive("size", values.size),
    ...(values.systems && { systems: values.systems.split(",") }),
  };
  return { names: positionals, options };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0) return value;
  throw new Error(`--${name} takes a number above 0, not "${text}".`);
}

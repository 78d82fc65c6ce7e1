import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { lmdbEngine } from "./lmdb-engine.ts";
import { needed } from "./testing/needed-part.ts";
import { type Clocks, withProcesses } from "./testing/other-process.ts";

/** Fakes what the clock says in a process: https://github.com/wolfcw/libfaketime */
const FAKETIME = [
  "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
  "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
  "/usr/lib64/faketime/libfaketime.so.1",
].find(existsSync);

const HOUR_MS = 3_600_000;
const LEASE_MS = 3_000;
/** Processes do not answer in the very millisecond. */
const SLACK_MS = 60_000;

test("a wall clock that jumps an hour each way: leases last as long as ever, commits never go back", async (context) => {
  const faketime = needed(FAKETIME, context, "libfaketime is not installed: no clock jumps here.");
  await withProcesses(async (path, start) => {
    const jumped = (offset: string) =>
      start({
        env: { LD_PRELOAD: faketime, FAKETIME: offset, DONT_FAKE_MONOTONIC: "1" },
      });
    const [here, ahead, behind] = [start(), jumped("+3600"), jumped("-3600")];
    const engine = await lmdbEngine({ path });

    // Is that what is faked: the wall clock, and nothing else?
    const beforeMs = engine.clock.monotonicMs();
    const clocks = {
      here: await here.do<Clocks>({ kind: "lease", key: "here", forMs: LEASE_MS }),
      ahead: await ahead.do<Clocks>({ kind: "lease", key: "ahead", forMs: LEASE_MS }),
      behind: await behind.do<Clocks>({ kind: "lease", key: "behind", forMs: LEASE_MS }),
    };
    expect(Math.abs(clocks.ahead.wallMs - Date.now() - HOUR_MS)).toBeLessThan(SLACK_MS);
    expect(Math.abs(clocks.behind.wallMs - Date.now() + HOUR_MS)).toBeLessThan(SLACK_MS);
    for (const { monotonicMs } of Object.values(clocks)) {
      expect(monotonicMs).toBeGreaterThan(beforeMs);
      expect(monotonicMs).toBeLessThan(engine.clock.monotonicMs());
    }

    // Each process sees each lease, whoever granted it, for as long as it was granted.
    for (const process of [here, ahead, behind]) {
      for (const [key, { monotonicMs: grantedBeforeMs }] of Object.entries(clocks)) {
        const { value, monotonicMs } = await process.do<Clocks>({ kind: "look", key });
        if (monotonicMs < grantedBeforeMs + LEASE_MS / 2) expect(value).toBeDefined();
      }
    }
    for (const [key, { monotonicMs: grantedBeforeMs }] of Object.entries(clocks)) {
      while (engine.clock.monotonicMs() < grantedBeforeMs + LEASE_MS) await turn();
      for (const process of [here, ahead, behind]) {
        expect((await process.do<Clocks>({ kind: "look", key })).value).toBeUndefined();
      }
    }

    const times: number[] = [];
    const events = engine.changes({ after: 0, until: await engine.head() });
    for await (const event of events) if (event.kind === "commit") times.push(event.at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    // Once a commit was an hour ahead, those of the others are too.
    expect(times.at(-1)!).toBeGreaterThan(Date.now() + HOUR_MS - SLACK_MS);
    await engine.close();
  });
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

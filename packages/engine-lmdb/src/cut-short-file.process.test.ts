import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lmdbEngine } from "./lmdb-engine.ts";
import { OtherProcess, withProcesses } from "./testing/other-process.ts";

/** What is left of the file: as a share of it, or in bytes. */
const CUTS = [0.99, 0.9, 0.5, 0.1, 8_192, 8_191, 4_096, 1_000, 24, 10, 0];

test("a file that was cut short is refused as damaged, wherever it was cut, and left as it is", async () => {
  await withProcesses(async (path, start) => {
    const writer = start();
    writer.start({ kind: "churn", name: "writer", seed: 7 });
    await writer.acknowledges(300);
    await writer.kill();
    const file = join(path, "state.lmdb");
    const whole = readFileSync(file);
    for (const cut of CUTS) {
      writeFileSync(file, whole);
      const bytes = Math.floor(cut > 0 && cut < 1 ? whole.length * cut : cut);
      truncateSync(file, bytes);
      expect(await endOfOpening(path), `cut to ${bytes} bytes`).toMatch(/state-damaged/);
      expect(readFileSync(file).equals(whole.subarray(0, bytes))).toBe(true);
    }
    writeFileSync(file, whole);
    const engine = await lmdbEngine({ path });
    expect(await engine.head()).toBeGreaterThanOrEqual(300);
    await engine.close();
  });
});

test("pages at the end that are free and were never written are no damage", async () => {
  await withProcesses(async (path) => {
    const engine = await lmdbEngine({ path });
    await engine.transact((tx) => tx.put(["kept"], "x".repeat(10_000)));
    await engine.close();
    const file = join(path, "state.lmdb");
    const { size } = statSync(file);
    pretendLastPage(file, size / 4_096 + 2);
    const again = await lmdbEngine({ path });
    expect((await again.transact((tx) => tx.get<string>(["kept"]))).value).toHaveLength(10_000);
    await again.close();
  });
});

/** As if the last transaction had taken more pages, and given them back before it wrote them. */
function pretendLastPage(file: string, page: number): void {
  const bytes = readFileSync(file);
  for (const meta of [0, 4_096]) bytes.writeBigUInt64LE(BigInt(page), meta + 144);
  writeFileSync(file, bytes);
}

/** In a process of its own, which the system would end if it touched what is not there. */
async function endOfOpening(path: string): Promise<string> {
  const other = new OtherProcess(path, { silent: true });
  const said: Buffer[] = [];
  other.child.stderr?.on("data", (chunk: Buffer) => said.push(chunk));
  const outcome = await other
    .do({ kind: "write", commits: 1, inFlight: 1 })
    .then(() => "It could be written to.")
    .catch(() => `${other.child.signalCode} ${Buffer.concat(said)}`);
  await other.kill();
  return outcome;
}

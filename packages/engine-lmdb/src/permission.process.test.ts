import { expect, test } from "vitest";
import { lmdbEngine } from "./lmdb-engine.ts";
import { withProcesses } from "./testing/other-process.ts";

/** The permission model's switch lost its prefix in Node 22. */
const SWITCH = process.allowedNodeEnvironmentFlags.has("--permission")
  ? "--permission"
  : "--experimental-permission";

function mayWriteOnly(path: string): string[] {
  return [
    SWITCH,
    "--allow-addons",
    "--allow-worker",
    "--allow-fs-read=*",
    `--allow-fs-write=${path}`,
  ];
}

test("a process that may write the state's folder only takes part, and is woken", async () => {
  await withProcesses(async (path, start) => {
    const engine = await lmdbEngine({ path });
    const restricted = start({ nodeOptions: mayWriteOnly(path) });
    expect(await restricted.do({ kind: "write", commits: 1, inFlight: 1 })).toBe(1);
    const woken = restricted.do({ kind: "await-commit" });
    await restricted.acknowledges(1);
    await engine.transact((tx) => tx.put(["from"], "outside"));
    expect(await woken).toMatchObject({ noticedBy: "watch", commit: { revision: 2 } });
    await engine.close();
  });
});

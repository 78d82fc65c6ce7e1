/** The other process of `commit-to-watch.ts`: says at which time it was called back. */

import { lmdbEngine } from "@holdfast/engine-lmdb";

const engine = await lmdbEngine({ path: process.argv[2]! });
const feed = engine.changes({ prefix: ["bench"] });
process.send?.("ready");
for await (const _commit of feed) process.send?.(performance.timeOrigin + performance.now());

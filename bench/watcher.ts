/** The other process of `commit-to-watch.ts`: says at which time it was called back. */

import { lmdbEngine } from "@holdfast/engine-lmdb";

const [folder, prefix] = process.argv.slice(2);
const engine = await lmdbEngine({ path: folder! });
const feed = engine.changes({ prefix: [prefix!] });
process.send?.("ready");
for await (const _commit of feed) process.send?.(performance.timeOrigin + performance.now());

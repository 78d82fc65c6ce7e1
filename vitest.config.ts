import { defineConfig } from "vitest/config";

// A test's suffix tells its price: `.test.ts` runs in this process, `.process.test.ts` starts real
// processes (of what was compiled, so build first), `.e2e.test.ts` starts the whole system.
const unit = ["{packages,apps}/*/src/**/*.test.ts", "test/**/*.test.ts"];
const processes = ["{packages,apps}/*/src/**/*.process.test.ts", "test/**/*.process.test.ts"];
const endToEnd = ["{packages,apps}/*/src/**/*.e2e.test.ts", "test/**/*.e2e.test.ts"];
const long = ["{packages,apps}/*/src/**/*.long.test.ts", "test/**/*.long.test.ts"];

/** Packages link to each other: what is below `node_modules` is found in its own place. */
const linked = "**/node_modules/**";

/** What processes run is made of what was compiled last. */
const BUNDLED = ["./scripts/bundle.mjs"];

/** Workspace packages are read from their sources, so that a test sees the line that was edited. */
const resolve = { conditions: ["holdfast-source"] };
const ssr = { resolve };

export default defineConfig({
  resolve,
  ssr,
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: "unit",
          // Files share what they import: what a test installs (a handler, a spy), it takes back. Loading
          // everything anew for each file took as long again as the tests.
          isolate: false,
          testTimeout: 20_000,
          include: unit,
          exclude: [linked, ...processes, ...endToEnd, ...long],
          setupFiles: ["./test/fixed-seed.ts"],
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: "process",
          globalSetup: BUNDLED,
          include: processes,
          exclude: [linked],
          testTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: "e2e",
          globalSetup: BUNDLED,
          include: endToEnd,
          exclude: [linked],
          testTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: "long",
          globalSetup: BUNDLED,
          include: long,
          exclude: [linked],
          testTimeout: 1_800_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { importsOf, productionSources } from "./sources.ts";

/** What each package may import of ours. Dependencies point one way: down this table. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  "packages/shared-state": [],
  "packages/engine-memory": ["shared-state"],
  "packages/engine-lmdb": ["shared-state"],
  "packages/engine-conformance": ["shared-state"],
  "packages/scheduling": ["shared-state"],
  "packages/checker": ["shared-state"],
  "packages/api": ["agent-runtime", "scheduling"],
  "packages/dial": ["shared-state", "agent-runtime", "scheduling"],
  "packages/scenario-runner": [
    "api",
    "shared-state",
    "engine-lmdb",
    "agent-runtime",
    "scheduling",
    "checker",
    "dial",
    "supervisor",
  ],
  "packages/agent-runtime": ["shared-state", "engine-lmdb"],
  "apps/room-agent": ["shared-state", "agent-runtime", "scheduling"],
  "apps/calendar-agent": ["shared-state", "agent-runtime", "scheduling"],
  "apps/notification-agent": ["shared-state", "agent-runtime", "scheduling"],
  "apps/projection-agent": ["shared-state", "agent-runtime", "scheduling"],
  "apps/inbox": ["shared-state", "agent-runtime"],
  // The page talks HTTP, from a browser: it knows what the API is, and nothing of what is behind it.
  "apps/web": ["api"],
  "apps/gateway": ["api", "shared-state", "agent-runtime", "scheduling"],
  "apps/supervisor": ["shared-state", "agent-runtime", "engine-lmdb"],
  // The command line talks HTTP; only to copy a state does it go, through the supervisor, to its file.
  "apps/cli": ["api", "scheduling", "supervisor", "checker", "scenario-runner"],
};

describe("dependencies point one way", () => {
  it.each(Object.entries(MAY_IMPORT))("%s imports only what it may", (folder, allowed) => {
    const wrong = productionSources(`${folder}/src`).flatMap((source) =>
      importsOf(source)
        .filter((name) => name.startsWith("@holdfast/"))
        .filter((name) => !allowed.includes(name.split("/")[1]!))
        .map((name) => `${source.path} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it("whoever calls the API knows its types only: the page must not carry what checks requests", () => {
    const callers = [
      "apps/web/src",
      "apps/cli/src",
      "packages/scenario-runner/src",
      "test",
      "bench",
    ];
    const wrong = callers
      .flatMap(productionSources)
      .filter(({ text }) => /^(?:import|export) (?!type\b)[^;]*?"@holdfast\/api"/ms.test(text))
      .map(({ path }) => path);
    expect(wrong).toEqual([]);
  });

  it("no app reaches into another's folder", () => {
    const wrong = productionSources("apps").flatMap((source) => {
      const own = source.path.split("/").slice(0, 2).join("/");
      return importsOf(source)
        .filter((name) => name.startsWith("."))
        .filter((name) => !posix.join(posix.dirname(source.path), name).startsWith(`${own}/`))
        .map((name) => `${source.path} imports ${name}`);
    });
    expect(wrong).toEqual([]);
  });
});

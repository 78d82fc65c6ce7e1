import type { Scene } from "@holdfast/scenario-runner";
import { describe, expect, it } from "vitest";
import { coloursFor } from "../print.ts";
import { happenedLines, moversLines } from "./scene-lines.ts";

const colours = coloursFor(false);
const SCENE: Scene = { movers: [], happened: [], unanswered: [], isOver: false };

describe("what has happened", () => {
  const commit = (revision: number, cause: string) => ({ revision, by: "room-agent/1", cause });

  it("several times in a row is told once, and what lies in between is kept", () => {
    const causes = ["confirm", "view", "view", "view", "confirm", "view"];
    const happened = causes.map((cause, index) => commit(index + 1, cause));
    const lines = happenedLines({ ...SCENE, happened }, colours);
    expect(lines).toHaveLength(4);
    expect(lines[1]).toContain("3 times");
    expect(lines[3]).toContain("revision 6");
  });
});

describe("who can move", () => {
  const stand = {
    ...{ name: "stand-1", nth: 1, process: "room-agent/1", role: "room-agent", hit: 1 },
    failpoint: "claim.after-commit",
  } as const;
  const movers: Scene["movers"] = [
    { kind: "actor", name: "ada", step: "ada.book", would: "book room a" },
    { kind: "process", name: "room-agent/1", stand, when: "claimed", reason: "it may be late" },
  ];

  it("is numbered from 1, and a stand is described the first time only", () => {
    const told = new Set<string>();
    const first = moversLines({ ...SCENE, movers }, told, colours);
    expect(first.filter((line) => /^ +1 +ada /.test(line))).toHaveLength(1);
    expect(first.filter((line) => /^ +2 +room-agent\/1 /.test(line))).toHaveLength(1);
    expect(first.join()).toContain("it may be late");
    expect(moversLines({ ...SCENE, movers }, told, colours).join()).not.toContain("it may be late");
  });
});

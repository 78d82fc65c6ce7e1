import type { Progress } from "@holdfast/scenario-runner";
import { readScenario } from "@holdfast/scenario-runner";
import { expect, it } from "vitest";
import { coloursFor } from "../print.ts";
import { LiveBoard } from "./live-board.ts";

const scenario = readScenario(`name: a
story: s
shows: g
actors:
  ada: [{ book: { room: alan-turing, at: "10:00" } }]
  grace: [{ book: { room: alan-turing, at: "10:00" } }]
`);

const ESCAPE = String.fromCharCode(27);
const UP = new RegExp(`${ESCAPE}\\[(\\d+)A${ESCAPE}\\[J`);

/** What a terminal shows after all that was written to it. */
function shown(written: readonly string[]): string[] {
  const lines: string[] = [];
  const [first = "", ...rest] = written.join("").split(UP);
  lines.push(...first.split("\n").slice(0, -1));
  for (let index = 0; index < rest.length; index += 2) {
    lines.splice(lines.length - Number(rest[index]));
    lines.push(...rest[index + 1]!.split("\n").slice(0, -1));
  }
  return lines;
}

it("each actor and each fault has one line, which changes where it stands", () => {
  const written: string[] = [];
  const screen = { write: (text: string) => void written.push(text), columns: 40 };
  const board = new LiveBoard(coloursFor(false), screen);
  const tell = (progress: Progress) => board.progress(progress);
  board.begin(scenario, 1);
  tell({ kind: "begun", actor: "ada", doing: "book room/alan-turing" });
  const fault = { fault: "kill", target: "room-agent/1", pid: 7, atMs: 0 } as const;
  tell({ kind: "fault", fault: { kind: "fault", id: "kill", phase: "announced", ...fault } });
  tell({ kind: "fault", fault: { kind: "fault", id: "kill", phase: "struck", ...fault } });
  const lines = shown(written);
  expect(lines).toHaveLength(4);
  expect(lines.map((line) => line.trim().split(/\s+/)[0])).toEqual(["a", "ada", "grace", "kill"]);
  expect(lines[3]).toContain("struck");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(40);

  board.end({ planned: { file: "a.yaml", text: "", seed: 1 }, outcome: "skipped", tookMs: 1 });
  expect(shown(written)).toHaveLength(1);
});

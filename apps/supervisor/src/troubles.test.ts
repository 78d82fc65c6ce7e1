import { expect, test } from "vitest";
import { troubleTeller } from "./troubles.ts";

function teller() {
  const lines: string[] = [];
  return { lines, tell: troubleTeller("the-log", (line) => lines.push(line)) };
}

test("a child that cannot start is told of once, however often it is tried", () => {
  const { lines, tell } = teller();
  for (let attempt = 0; attempt < 3; attempt++) {
    tell([{ name: "gateway/1", state: "starting" }]);
    tell([{ name: "gateway/1", state: "backoff" }]);
  }
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("gateway/1");
  expect(lines[0]).toContain("the-log");
});

test("one that ran and was killed is no news: it is started again", () => {
  const { lines, tell } = teller();
  tell([{ name: "room-agent/1", state: "running" }]);
  tell([{ name: "room-agent/1", state: "backoff" }]);
  expect(lines).toEqual([]);
});

test("one that has been given up on is told of, with the reason", () => {
  const { lines, tell } = teller();
  tell([{ name: "room-agent/1", state: "running" }]);
  tell([{ name: "room-agent/1", state: "down", downReason: "It died too often." }]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("It died too often.");
});

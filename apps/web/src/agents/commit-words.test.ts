import { expect, test } from "vitest";
import { mergeCommits, tellCommit, tellEntry } from "./commit-words.ts";

const at = "2026-11-21T10:00:00Z";

test("a commit says why, by whom, through whom, and what it touched", () => {
  const told = tellEntry({
    ...{ revision: 7, at, actor: "person/ada", process: "gateway/1", cause: "hold-placed" },
    keys: [
      ["diary", "room/a", "2026-11-21"],
      ["diary", "room/a", "2026-11-22"],
      ["document", "rooms", "a"],
    ],
  });
  expect(told).toEqual({
    ...{ revision: 7, at, why: "Hold placed", by: "person/ada through gateway/1" },
    ...{ touched: "diary × 2, rooms", isHousekeeping: false },
  });
});

test("what an agent does itself is not said twice", () => {
  const changes = [{ key: ["task", "mail", "1"], kind: "put" as const }];
  const told = tellCommit({ revision: 1, at, actor: "a/1", process: "a/1", changes });
  expect(told).toMatchObject({ by: "a/1", touched: "task" });
});

test("what is remembered and what is heard are one list, the latest first, each once", () => {
  const [one, two, three] = [1, 2, 3].map((revision) => tellEntry({ revision, at, keys: [] }));
  const merged = mergeCommits([two!, one!], [three!, two!]);
  expect(merged.map(({ revision }) => revision)).toEqual([3, 2, 1]);
});

test("a commit is housekeeping only when all of it is", () => {
  const isHousekeeping = (...keys: string[][]) =>
    tellEntry({ revision: 1, at, keys }).isHousekeeping;
  expect(isHousekeeping(["document", "agent-figures", "all"], ["presence", "a/1"])).toBe(true);
  expect(isHousekeeping(["document", "agents", "a/1"], ["task", "mail", "1"])).toBe(false);
});

import { expect, it } from "vitest";
import { CommitRecorder } from "./record-commits.ts";

it("what a feed tells is recorded with which version each change has replaced", () => {
  const recorder = new CommitRecorder();
  const record = (revision: number, ...changes: { key: string[]; value?: unknown }[]) =>
    recorder.record({ kind: "commit", revision, at: 1, note: { cause: "c" }, changes });
  const [a, b] = [["a"], ["b"]];
  expect(record(1, { key: a, value: 1 })).toEqual({
    ...{ kind: "commit", revision: 1, at: 1, cause: "c" },
    changes: [{ key: a, before: 0, value: 1 }],
  });
  const befores = [
    record(2, { key: a, value: 2 }, { key: b, value: 1 }),
    record(4, { key: a }),
    record(5, { key: a, value: 3 }, { key: b }),
  ].map(({ changes }) => changes.map(({ before }) => before));
  expect(befores).toEqual([[1, 0], [2], [0, 2]]);
});

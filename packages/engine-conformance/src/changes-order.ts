/** A feed gives every commit whole, once and in order, whoever made it. */

import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { put } from "./reading.ts";
import { commitsUntil, nextCommit } from "./waiting.ts";

export const changesAreWholeAndInOrder: Guarantee = ({ check }) => {
  check("every commit of every handle, whole, once, in order", async (open) => {
    const handles = [await open(), await open(), await open()];
    const feeds = handles.map((engine) => engine.changes());
    const committed = await Promise.all(
      Array.from({ length: 45 }, (_, index) =>
        handles[index % 3]!.transact(
          (tx) => {
            tx.put(["a", index % 5], index);
            tx.put(["b"], index);
          },
          { cause: `cause-${index}`, actor: "tester", correlation: "c" },
        ),
      ),
    );
    await put(handles[0]!, ["end"], 1);
    for (const feed of feeds) {
      const commits = (await commitsUntil(feed, ["end"])).slice(0, -1);
      expect(commits.map(({ revision }) => revision)).toEqual(commits.map((_, at) => at + 1));
      expect(commits).toHaveLength(45);
      for (const [index, { revision }] of committed.entries()) {
        const commit = commits[revision - 1]!;
        const cause = `cause-${index}`;
        expect(commit.note).toEqual({ cause, actor: "tester", correlation: "c" });
        expect(commit.changes).toHaveLength(2);
        expect(commit.changes).toContainEqual({ key: ["a", index % 5], value: index });
        expect(commit.changes).toContainEqual({ key: ["b"], value: index });
      }
    }
  });

  check("resumed after any revision, a feed gives the rest", async (open) => {
    const [one, two] = [await open(), await open()];
    for (let index = 1; index <= 8; index++) await put(one, ["k"], index);
    await put(one, ["end"], 1);
    for (let after = 0; after <= 8; after++) {
      for (const engine of [one, two]) {
        const feed = engine.changes({ after });
        const revisions = (await commitsUntil(feed, ["end"])).map(({ revision }) => revision);
        expect(revisions).toEqual(
          Array.from({ length: 9 - after }, (_, index) => after + index + 1),
        );
        feed.close();
      }
    }
  });

  check(
    "resumed after the last commit that was handled, nothing is missed or doubled",
    async (open) => {
      const [writer, reader] = [await open(), await open()];
      const writing = Promise.all(
        Array.from({ length: 40 }, (_, index) => put(writer, ["k"], index)),
      );
      const revisions: number[] = [];
      while (revisions.length < 40) {
        const feed = reader.changes({ after: revisions.at(-1) ?? 0 });
        for (let count = 0; count < 8; count++) revisions.push((await nextCommit(feed)).revision);
        feed.close();
      }
      await writing;
      expect(revisions).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    },
  );

  check(
    "of a key written twice in a commit the last value is shown, of a deleted one none",
    async (open) => {
      const engine = await open();
      await put(engine, ["gone"], 1);
      const feed = engine.changes();
      await engine.transact((tx) => {
        tx.put(["twice"], 1);
        tx.put(["twice"], null);
        tx.delete(["gone"]);
      });
      const { changes } = await nextCommit(feed);
      expect(changes).toHaveLength(2);
      expect(changes).toContainEqual({ key: ["twice"], value: null });
      expect(changes.find(({ key }) => key[0] === "gone")?.value).toBeUndefined();
    },
  );

  check("a reader that comes late finds all that it was behind", async (open) => {
    const [writer, reader] = [await open(), await open()];
    const feed = reader.changes();
    await Promise.all(Array.from({ length: 200 }, (_, index) => put(writer, ["k"], index)));
    await put(writer, ["end"], 1);
    expect(await commitsUntil(feed, ["end"])).toHaveLength(201);
  });

  check("what one feed's reader does to a commit, another does not see", async (open) => {
    const engine = await open();
    const feeds = [engine.changes(), engine.changes()];
    await put(engine, ["k"], { list: [1] });
    for (const feed of feeds) {
      const { changes } = await nextCommit(feed);
      expect(changes).toEqual([{ key: ["k"], value: { list: [1] } }]);
      (changes[0]!.value as { list: number[] }).list.push(2);
    }
    expect((await nextCommit(engine.changes({ after: 0 }))).changes[0]?.value).toEqual({
      list: [1],
    });
  });

  check("several calls of next at once are answered in order", async (open) => {
    const [writer, reader] = [await open(), await open()];
    const feed = reader.changes();
    const waiting = Array.from({ length: 5 }, () => nextCommit(feed));
    for (let index = 0; index < 5; index++) await put(writer, ["k"], index);
    const commits = await Promise.all(waiting);
    expect(commits.map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5]);
  });
};

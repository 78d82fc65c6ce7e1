import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WakeUp } from "./wake-up.ts";

const PATIENCE = { timeout: 15_000, interval: 5 };

let folder = "";
let file = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "holdfast-wake-up-"));
  file = join(folder, "file");
  await writeFile(file, "");
});
afterEach(() => rm(folder, { recursive: true }));

test("a file that changes without news wakes nobody", async () => {
  let looks = 0;
  const wakeUp = new WakeUp({ look: () => ++looks && 7, poll: false });
  wakeUp.attend(file);
  let woken = 0;
  wakeUp.subscribe(() => ++woken > 0);
  await writeFile(file, "changed");
  await vi.waitFor(() => expect(looks).toBeGreaterThan(1), PATIENCE);
  wakeUp.close();
  expect(woken).toBe(0);
});

test("commits that somebody waits for, and the watch says nothing of, make it poll instead", async () => {
  let head = 0;
  const wakeUp = new WakeUp({ look: () => head, poll: false });
  wakeUp.attend(file);
  wakeUp.subscribe(() => true);
  expect(wakeUp.noticesBy).toBe("watch");
  await vi.waitFor(() => {
    head = wakeUp.seen + 1; // Nobody touches the file, as on a mount that tells of nothing.
    expect(wakeUp.noticesBy).toBe("poll");
  }, PATIENCE);
  wakeUp.close();
});

test("commits that nobody waits for are found by the poll, and keep it watching", async () => {
  let head = 0;
  const wakeUp = new WakeUp({ look: () => head, poll: false });
  wakeUp.attend(file);
  wakeUp.subscribe(() => false);
  for (let commit = 1; commit <= 5; commit++) {
    head = commit; // Nobody touches the file: it is that of another prefix.
    await vi.waitFor(() => expect(wakeUp.seen).toBe(commit), PATIENCE);
  }
  expect(wakeUp.noticesBy).toBe("watch");
  wakeUp.close();
});

test("a file is attended to until the last one leaves, and leaving twice is leaving once", async () => {
  let looks = 0;
  const wakeUp = new WakeUp({ look: () => ++looks && 7, poll: false });
  const [first, second] = [wakeUp.attend(file), wakeUp.attend(file)];
  first();
  first();
  const before = looks;
  await writeFile(file, "changed");
  await vi.waitFor(() => expect(looks).toBeGreaterThan(before + 1), PATIENCE);
  second();
  wakeUp.close();
});

test("whoever comes back to a file soon after leaving it is told as before", async () => {
  let head = 0;
  const wakeUp = new WakeUp({ look: () => head, poll: false });
  wakeUp.subscribe(() => true);
  for (let commit = 1; commit <= 5; commit++) {
    const leave = wakeUp.attend(file);
    head = commit;
    await writeFile(file, String(commit));
    await vi.waitFor(() => expect(wakeUp.seen).toBe(commit), PATIENCE);
    leave();
  }
  expect(wakeUp.noticesBy).toBe("watch");
  wakeUp.close();
});

test("a watch that speaks when its listener has just left is no watch that does not work", async () => {
  let head = 0;
  const wakeUp = new WakeUp({ look: () => head, poll: false });
  wakeUp.subscribe(() => true);
  for (let commit = 1; commit <= 5; commit++) {
    wakeUp.attend(file)();
    head = commit;
    await writeFile(file, String(commit));
    await vi.waitFor(() => expect(wakeUp.seen).toBe(commit), PATIENCE);
  }
  expect(wakeUp.noticesBy).toBe("watch");
  wakeUp.close();
});

test("commits that the watch tells of keep it watching, however many", async () => {
  let head = 0;
  const wakeUp = new WakeUp({ look: () => head, poll: false });
  wakeUp.attend(file);
  wakeUp.subscribe(() => true);
  for (let commit = 1; commit <= 50; commit++) {
    head = commit;
    await writeFile(file, String(commit));
    await vi.waitFor(() => expect(wakeUp.seen).toBe(commit), PATIENCE);
  }
  expect(wakeUp.noticesBy).toBe("watch");
  wakeUp.close();
});

test("where no watch can be had, it polls from then on", async () => {
  let head = 0;
  const wakeUp = new WakeUp({ look: () => head, poll: false });
  wakeUp.attend(join(folder, "absent"));
  expect(wakeUp.noticesBy).toBe("poll");
  head = 1;
  await vi.waitFor(() => expect(wakeUp.seen).toBe(1), PATIENCE);
  wakeUp.close();
});

test("a listener that closes it hears nothing more", async () => {
  let head = 0;
  const wakeUp = new WakeUp({ look: () => head, poll: true });
  let woken = 0;
  wakeUp.subscribe(() => {
    woken++;
    wakeUp.close();
    return true;
  });
  head = 1;
  await vi.waitFor(() => expect(woken).toBe(1), PATIENCE);
  head = 2;
  await new Promise<void>((resolve) => setTimeout(resolve, 0));
  expect(wakeUp.seen).toBe(1);
});

import { createMemoryStore, memoryEngine } from "@holdfast/engine-memory";
import { deleteDocument, openSharedState, putDocument } from "@holdfast/shared-state";
import { ManualClock } from "@holdfast/shared-state/engine";
import { describe, expect, it, vi } from "vitest";
import { AGENTS } from "./agents.ts";
import { AgentsDown } from "./agents-down.ts";

const NEEDED = ["room-agent", "calendar-agent"] as const;

function underTest() {
  const clock = new ManualClock();
  const engine = memoryEngine({ store: createMemoryStore(), clock });
  const state = openSharedState({ engine, actor: "gateway/1" });
  const closing = new AbortController();
  const down = new AgentsDown(state, closing.signal);
  const set = (name: string, agentState: string) =>
    state.transact((tx) =>
      putDocument(tx, AGENTS, name, { name, role: name.split("/")[0], state: agentState }),
    );
  const refused = () => down.refuse(NEEDED).then(() => undefined, String);
  return { state, engine, closing, down, set, refused };
}

describe("an agent that is needed", () => {
  it("may be unknown, starting or running: only one that was given up on is refused", async () => {
    const { set, refused } = underTest();
    expect(await refused()).toBeUndefined();
    for (const known of ["starting", "running", "backoff"]) {
      await set("room-agent/1", known);
      expect(await refused()).toBeUndefined();
    }
    await set("room-agent/1", "down");
    await vi.waitFor(async () => expect(await refused()).toBeDefined());
    await set("room-agent/1", "starting");
    await vi.waitFor(async () => expect(await refused()).toBeUndefined());
  });

  it("is refused with its name, and when to ask again", async () => {
    const { set, down } = underTest();
    await set("calendar-agent/1", "down");
    await expect(down.refuse(NEEDED)).rejects.toMatchObject({
      slug: "agent-down",
      message: expect.stringContaining("calendar-agent"),
      headers: { "Retry-After": expect.any(String) },
    });
    await down.refuse(["room-agent"]);
  });

  it("is there as long as one of its role is, or when nobody knows of any", async () => {
    const { state, set, refused } = underTest();
    await set("room-agent/1", "down");
    await set("room-agent/2", "running");
    expect(await refused()).toBeUndefined();
    await state.transact((tx) => deleteDocument(tx, AGENTS, "room-agent/2"));
    await vi.waitFor(async () => expect(await refused()).toBeDefined());
    await state.transact((tx) => deleteDocument(tx, AGENTS, "room-agent/1"));
    await vi.waitFor(async () => expect(await refused()).toBeUndefined());
  });
});

describe("the supervisor's table", () => {
  it("is read once, however many ask, and what is no record in it is left out", async () => {
    const { state, engine, set, refused } = underTest();
    const snapshot = vi.spyOn(engine, "snapshot");
    await state.transact((tx) => putDocument(tx, AGENTS, "gone", "not a record at all"));
    await set("room-agent/1", "down");
    for (let asked = 0; asked < 5; asked++) expect(await refused()).toBeDefined();
    expect(snapshot).toHaveBeenCalledTimes(1);
  });

  it("is read anew when its changes were missed", async () => {
    const { engine, set, refused } = underTest();
    const feed = engine.changes();
    const gap = { done: false, value: { kind: "gap", after: 1, before: 3 } } as const;
    vi.spyOn(feed, "next")
      .mockResolvedValueOnce(gap)
      .mockReturnValue(new Promise(() => {}));
    vi.spyOn(engine, "changes").mockReturnValueOnce(feed);
    expect(await refused()).toBeUndefined();
    await set("room-agent/1", "down");
    await vi.waitFor(async () => expect(await refused()).toBeDefined());
  });

  it("is read anew when it could not be read, or not be followed", async () => {
    const { engine, set, refused } = underTest();
    await set("room-agent/1", "down");
    vi.spyOn(engine, "snapshot").mockRejectedValueOnce(new Error("unreadable"));
    expect(await refused()).toContain("unreadable");
    vi.spyOn(engine, "changes").mockImplementationOnce(() => {
      throw new Error("no feed");
    });
    expect(await refused()).toContain("no feed");
    const feed = engine.changes();
    feed.next = () => Promise.reject(new Error("the store failed"));
    vi.spyOn(engine, "changes").mockReturnValueOnce(feed);
    expect(await refused()).toBeDefined();
    await set("room-agent/1", "running");
    await vi.waitFor(async () => expect(await refused()).toBeUndefined());
  });

  it("is followed no longer when the gateway closes", async () => {
    const { engine, closing, refused } = underTest();
    const changes = vi.spyOn(engine, "changes");
    await refused();
    const feed = changes.mock.results[0]?.value;
    const close = vi.spyOn(feed, "close");
    closing.abort();
    expect(close).toHaveBeenCalled();
  });
});

import { announce, deleteDocument, keyspace, putDocument } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import { AGENT_FIGURES, AGENTS } from "./agents.ts";
import { gatewayUnderTest } from "./testing/gateway-under-test.ts";

describe("agents", () => {
  it("are those that the supervisor started, and those that have announced themselves", async () => {
    const { ask, outside } = await gatewayUnderTest();
    const started = { name: "room-agent/1", role: "room-agent", restarts: 2, startedAt: 0 };
    await outside.transact((tx) => {
      putDocument(tx, AGENTS, started.name, { ...started, state: "running", pid: 11 });
      putDocument(tx, AGENTS, "gone", "not a record at all");
    });
    const byHand = { actor: "calendar-agent", role: "calendar-agent", pid: 12, since: 0 };
    const announced = [
      await announce(outside.engine, byHand, { leaseMs: 5_000 }),
      await announce(outside.engine, { ...byHand, actor: started.name }, { leaseMs: 5_000 }),
    ];
    const { body } = await ask("GET", "/api/agents");
    expect(body.agents).toEqual([
      {
        ...{ name: "calendar-agent", role: "calendar-agent", state: "running", pid: 12 },
        ...{ startedAt: "1970-01-01T00:00:00.000Z", present: true },
      },
      {
        ...{ name: "room-agent/1", role: "room-agent", state: "running", pid: 11, restarts: 2 },
        ...{ startedAt: "1970-01-01T00:00:00.000Z", present: true },
      },
    ]);
    await Promise.all(announced.map((each) => each.leave()));
  });

  it("say how they are, as long as they are the process that was measured", async () => {
    const { ask, outside, clock } = await gatewayUnderTest();
    const lastBeatAt = clock.wallMs() - 250;
    const measured = { mainLagMs: 1, rssBytes: 9, cpuPercent: 12.5, longestWriteMs: 0.4 };
    const tasks = { tasksUnderWay: 2, tasksBegun: 7 };
    const one = { name: "room-agent/1", role: "room-agent", state: "running", pid: 11 };
    await outside.transact((tx) => {
      for (const agent of [one, { ...one, name: "room-agent/2", pid: 22 }]) {
        putDocument(tx, AGENTS, agent.name, agent);
      }
      const figures = { pid: 11, lastBeatAt, ...measured, ...tasks };
      putDocument(tx, AGENT_FIGURES, "all", { "room-agent/1": figures, "room-agent/2": figures });
    });
    const agents = (await ask("GET", "/api/agents")).body.agents as object[];
    const told = { ...measured, tasksUnderWay: 2, tasksClaimed: 7, lastBeatMsAgo: 250 };
    expect(agents[0]).toEqual({ ...one, ...told, present: false });
    expect(agents[1]).toEqual({ ...one, name: "room-agent/2", pid: 22, present: false });
  });

  it("that are missing are named to whoever asks for health, without an access token", async () => {
    const { ask, outside } = await gatewayUnderTest();
    const down = { name: "room-agent/1", role: "room-agent", state: "down" };
    await outside.transact((tx) => {
      putDocument(tx, AGENTS, down.name, down);
      for (const role of ["calendar-agent", "notification-agent"]) {
        putDocument(tx, AGENTS, role, { name: role, role, state: "running" });
      }
    });
    const degraded = await ask("GET", "/health", { token: null });
    expect(degraded).toMatchObject({
      status: 200,
      body: { status: "degraded", missing: ["room-agent"] },
    });
    await outside.transact((tx) =>
      putDocument(tx, AGENTS, down.name, { ...down, state: "running" }),
    );
    expect((await ask("GET", "/health", { token: null })).body).toEqual({
      status: "ok",
      missing: [],
    });
    await outside.transact((tx) => deleteDocument(tx, AGENTS, down.name));
    expect((await ask("GET", "/health", { token: null })).body.status).toBe("degraded");
  });
});

describe("dead letters", () => {
  it("are shown to an admin, who can have one tried again", async () => {
    const { ask, state, furnish, accessToken } = await gatewayUnderTest();
    await furnish();
    const task = {
      ...{ queue: "mail", id: "m1/0/request/ada", kind: "send-mail", payload: {}, attemptsMax: 8 },
      ...{ failures: 8, incarnation: 8, enqueuedAt: 0 },
    };
    const letter = { task, error: "no such mailbox", at: 0 };
    await state.transact((tx) => tx.put(keyspace.deadLetter(task.queue, task.id), letter));
    const token = await accessToken("ada", "member");
    expect((await ask("GET", "/api/dead-letters", { token })).status).toBe(403);
    const { body } = await ask("GET", "/api/dead-letters");
    expect(body.deadLetters).toMatchObject([{ queue: "mail", id: task.id, failures: 8 }]);
    const path = `/api/dead-letters/mail/${encodeURIComponent(task.id)}/replay`;
    expect((await ask("POST", path, { token })).status).toBe(403);
    expect((await ask("POST", path)).status).toBe(204);
    expect((await ask("POST", path)).status).toBe(404);
    const waiting = await state.read((snapshot) => snapshot.get(keyspace.task("mail", task.id)));
    expect(waiting).toMatchObject({ failures: 0 });
    await state.transact((tx) => tx.put(keyspace.deadLetter(task.queue, task.id), letter));
    expect((await ask("POST", path)).status).toBe(409);
  });
});

import { describe, expect, it } from "vitest";
import { gatewayUnderTest, NOW } from "./testing/gateway-under-test.ts";

/** One task in each state, one of them with a name in its payload. */
async function gatewayWithTasks() {
  const under = await gatewayUnderTest();
  const { tasks } = under.outside;
  const payload = { secret: "Ada, ada@example.org" };
  const enqueue = (id: string, options = {}) =>
    tasks.enqueue({ queue: "mail", id, kind: "send", payload, ...options });
  await enqueue("m/1", { lane: "l" });
  await enqueue("m/2", { lane: "l", priority: 4 });
  await enqueue("later", { delayMs: 5_000 });
  await enqueue("open");
  await tasks.enqueue({ queue: "mailing", id: "x", kind: "send", payload });
  const claimed = await tasks.claim({ queue: "mail", id: "m/1" }, { forMs: 3_000 });
  if (!claimed.ok) throw new Error(claimed.reason);
  await tasks.progress(claimed, { done: 2, total: 5, note: "two of five" });
  await under.furnish();
  const token = await under.accessToken("ada", "member");
  return { ...under, claimed, token };
}

const at = (ms: number) => new Date(NOW + ms).toISOString();

describe("tasks", () => {
  it("are told in their order: who is at them, until when, how far, and why others wait", async () => {
    const { ask, token } = await gatewayWithTasks();
    const { body } = await ask("GET", "/api/tasks?queue=mail", { token });
    const common = { queue: "mail", kind: "send", failures: 0, attemptsMax: 8, enqueuedAt: at(0) };
    const progress = { done: 2, total: 5, note: "two of five" };
    expect(body).toEqual({
      total: 4,
      tasks: [
        { ...common, id: "m/2", state: "waiting", priority: 4, lane: "l" },
        { ...common, id: "later", state: "delayed", priority: 0, until: at(5_000) },
        {
          ...{ ...common, id: "m/1", state: "claimed", priority: 0, lane: "l" },
          ...{ worker: "outside", until: at(3_000), progress },
        },
        { ...common, id: "open", state: "available", priority: 0 },
      ],
    });
  });

  it("can be had of all queues, of one state, and the first few", async () => {
    const { ask, token } = await gatewayWithTasks();
    const { body } = await ask("GET", "/api/tasks?state=available&limit=1", { token });
    expect(body).toMatchObject({ total: 2, tasks: [{ queue: "mail", id: "open" }] });
    expect((await ask("GET", "/api/tasks?state=done", { token })).status).toBe(422);
    expect((await ask("GET", "/api/tasks?limit=501", { token })).status).toBe(422);
    expect((await ask("GET", "/api/tasks?queue=none", { token })).body.tasks).toEqual([]);
  });

  it("show their payloads to an admin only, and nothing to a viewer or a stranger", async () => {
    const { ask, token, accessToken, outside, claimed } = await gatewayWithTasks();
    await outside.tasks.fail(claimed, { error: "no mailbox ada@example.org" });
    for (const path of ["/api/tasks", "/api/tasks/mail/m%2F1"]) {
      const member = await ask("GET", path, { token });
      expect(member.status).toBe(200);
      expect(JSON.stringify(member.body)).not.toContain("ada@example.org");
      const { body } = await ask("GET", path);
      expect(JSON.stringify(body)).toContain("Ada, ada@example.org");
      expect(JSON.stringify(body)).toContain("no mailbox");
      const viewer = await accessToken("grace", "viewer");
      expect((await ask("GET", path, { token: viewer })).status).toBe(403);
      expect((await ask("GET", path, { token: null })).status).toBe(401);
    }
  });

  it("are told one by one, also when they are done, with what there is to take", async () => {
    const { ask, token, outside, claimed } = await gatewayWithTasks();
    const path = "/api/tasks/mail/m%2F1";
    const revision = await outside.engine.head();
    expect((await ask("GET", path, { token })).body).toMatchObject({ id: "m/1", state: "claimed" });
    await outside.tasks.complete(claimed, { artifacts: [{ name: "receipt", value: "secret" }] });
    expect((await ask("GET", path, { token })).body).toEqual({
      ...{ queue: "mail", id: "m/1", kind: "send", state: "completed", by: "outside" },
      ...{ completedAt: at(0), artifacts: ["receipt"] },
    });
    const then = await ask("GET", `${path}?asOf=@${revision}`, { token });
    expect(then.body).toMatchObject({ state: "claimed", worker: "outside" });
    expect(then.body).not.toHaveProperty("until");
    expect((await ask("GET", "/api/tasks/mail/none", { token })).status).toBe(404);
  });

  it("whose ids begin alike are told apart", async () => {
    const { ask, outside } = await gatewayUnderTest();
    for (const id of ["a", "ab"]) {
      await outside.tasks.enqueue({ queue: "q", id, kind: id, payload: 0 });
    }
    expect((await ask("GET", "/api/tasks/q/a")).body).toMatchObject({ kind: "a" });
    expect((await ask("GET", "/api/tasks/q/ab")).body).toMatchObject({ kind: "ab" });
  });
});

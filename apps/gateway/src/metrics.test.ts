import { deleteDocument, putDocument } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import { AGENTS } from "./agents.ts";
import { gatewayUnderTest } from "./testing/gateway-under-test.ts";

describe("metrics", () => {
  it("count requests by route, never by id, and tell the revision", async () => {
    const { ask, furnish } = await gatewayUnderTest();
    await furnish();
    await ask("GET", "/api/rooms/turing");
    const metrics = await ask("GET", "/metrics", { token: null });
    expect(metrics.status).toBe(200);
    const text = String(metrics.body.text);
    expect(text).toContain(
      'holdfast_http_request_seconds_count{method="GET",route="/api/rooms/:id",status="200"} 1',
    );
    expect(text).not.toContain("turing");
    expect(text).toMatch(/^holdfast_revision [1-9]/m);
    expect(text).toContain("# TYPE holdfast_agent_memory_bytes gauge");
  });

  it("tell of each process that there is, and no more of one that is gone", async () => {
    const { ask, outside } = await gatewayUnderTest();
    const agent = { name: "room-agent/1", role: "room-agent", state: "running" };
    const used = { rssBytes: 4_096, restarts: 2 };
    await outside.transact((tx) => putDocument(tx, AGENTS, agent.name, { ...agent, ...used }));
    const lines = async () =>
      String((await ask("GET", "/metrics")).body.text)
        .split("\n")
        .filter((line) => line.includes(agent.name));
    expect(await lines()).toEqual([
      `holdfast_agent_memory_bytes{agent="${agent.name}"} 4096`,
      `holdfast_agent_restarts{agent="${agent.name}"} 2`,
    ]);
    await outside.transact((tx) => deleteDocument(tx, AGENTS, agent.name));
    expect(await lines()).toEqual([]);
  });

  it("need an access token from other machines", async () => {
    const { app } = await gatewayUnderTest();
    const asked = { method: "GET", url: "/metrics", remoteAddress: "192.0.2.7" } as const;
    expect((await app.inject(asked)).statusCode).toBe(401);
    expect((await app.inject({ ...asked, remoteAddress: "::ffff:127.0.0.1" })).statusCode).toBe(
      200,
    );
  });
});

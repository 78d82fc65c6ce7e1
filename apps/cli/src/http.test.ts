import { afterEach, describe, expect, test } from "vitest";
import { CommandError, EXIT } from "./exit-codes.ts";
import { exitCodeOf, Gateway, ProblemError, problemSentence } from "./http.ts";
import {
  type Answering,
  type FakeGateway,
  sendJson,
  startFakeGateway,
} from "./testing/fake-gateway.ts";

let gateways: FakeGateway[] = [];

async function gatewayThat(answer: Answering): Promise<{ fake: FakeGateway; gateway: Gateway }> {
  const fake = await startFakeGateway(answer);
  gateways.push(fake);
  return { fake, gateway: new Gateway({ url: `${fake.url}/`, accessToken: "secret" }) };
}

afterEach(async () => {
  await Promise.all(gateways.map((gateway) => gateway.close()));
  gateways = [];
});

describe("the client of the gateway", () => {
  test("carries the access token in a header, and never in the address", async () => {
    const { fake, gateway } = await gatewayThat((_, response) => sendJson(response, 200, {}));
    await gateway.ask("/api/rooms", { query: { from: "a b+c", to: undefined } });
    const [request] = fake.seen;
    expect(request?.headers.authorization).toBe("Bearer secret");
    expect([...request!.query]).toEqual([["from", "a b+c"]]);
  });

  test("sends JSON as JSON, a calendar as a calendar, and nothing when there is no body", async () => {
    const { fake, gateway } = await gatewayThat((_, response) => sendJson(response, 200, {}));
    await gateway.ask("/a", { method: "POST", body: { x: 1 }, idempotencyKey: "key" });
    await gateway.ask("/b", { method: "POST", body: "BEGIN", contentType: "text/calendar" });
    await gateway.ask("/c", { method: "DELETE", ifMatch: '"3"' });
    const [json, calendar, none] = fake.seen;
    expect(json).toMatchObject({ body: { x: 1 }, headers: { "idempotency-key": "key" } });
    expect(calendar).toMatchObject({ body: "BEGIN", headers: { "content-type": "text/calendar" } });
    expect(none?.headers).toMatchObject({ "if-match": '"3"' });
    expect(none?.headers["content-type"]).toBeUndefined();
  });

  test("passes the highest revision along that any answer spoke of, refusals too", async () => {
    const revisions = ["7", "9", "8", undefined];
    const { fake, gateway } = await gatewayThat((_, response) => {
      const revision = revisions.shift();
      if (revision) response.setHeader("holdfast-revision", revision);
      sendJson(response, revision === "9" ? 409 : 200, {});
    });
    for (let asked = 0; asked < 5; asked++) await gateway.send("/api/rooms");
    const sent = fake.seen.map(({ headers }) => headers["holdfast-at-least"]);
    expect(sent).toEqual([undefined, "7", "9", "9", "9"]);
  });

  test("asks for one moment only, when it is of the past, whatever it has seen", async () => {
    const { fake } = await gatewayThat((_, response) => {
      response.setHeader("holdfast-revision", "7");
      sendJson(response, 200, {});
    });
    const gateway = new Gateway({ url: fake.url, accessToken: "secret" }, "@3");
    for (const path of ["/api/rooms", "/api/people"]) await gateway.ask(path);
    expect(fake.seen.map(({ query }) => query.get("asOf"))).toEqual(["@3", "@3"]);
    expect(fake.seen.every(({ headers }) => !("holdfast-at-least" in headers))).toBe(true);
  });

  test("hands out a refusal with all that it says, and throws it where a yes is needed", async () => {
    const problem = {
      type: "urn:x:room-taken",
      title: "Taken",
      reason: "room-held",
      undone: ["a"],
    };
    const { gateway } = await gatewayThat((_, response) => sendJson(response, 409, problem));
    const answer = await gateway.send("/api/meetings");
    expect(answer).toMatchObject({ ok: false, problem: { ...problem, status: 409 } });
    await expect(gateway.ask("/api/meetings")).rejects.toThrow(ProblemError);
    await expect(gateway.ask("/api/meetings")).rejects.toMatchObject({ exitCode: EXIT.refused });
  });

  test("survives an answer that is no JSON, as a proxy's", async () => {
    const { gateway } = await gatewayThat((_, response) => {
      response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>");
    });
    const answer = await gateway.send("/");
    expect(answer).toMatchObject({ ok: false, status: 502, problem: { status: 502 } });
  });

  test("knows the version that it has read, and an empty answer", async () => {
    const { gateway } = await gatewayThat((request, response) => {
      if (request.method === "DELETE") response.writeHead(204).end();
      else sendJson(response, 200, { id: "m" });
    });
    expect(await gateway.ask("/m")).toMatchObject({ body: { id: "m" }, etag: '"7"' });
    expect(await gateway.ask("/m", { method: "DELETE" })).toMatchObject({ body: undefined });
  });

  test("says that nothing serves when nobody listens there any more", async () => {
    const { fake, gateway } = await gatewayThat(() => {});
    await fake.close();
    const refused = gateway.send("/api/rooms");
    await expect(refused).rejects.toThrow(CommandError);
    await expect(refused).rejects.toMatchObject({ exitCode: EXIT.notServing });
  });
});

describe("problems", () => {
  test("tell the caller's mistakes, refusals and missing parts apart by their exit status", () => {
    expect([400, 415, 422].map(exitCodeOf)).toEqual([EXIT.usage, EXIT.usage, EXIT.usage]);
    expect([401, 404, 409, 412, 500].map(exitCodeOf)).toEqual(Array(5).fill(EXIT.refused));
    expect([502, 503, 504].map(exitCodeOf)).toEqual(Array(3).fill(EXIT.notServing));
  });

  test("become one sentence, with whatever of it is there", () => {
    expect(problemSentence({ status: 409, detail: "Taken.", reason: "room-held" })).toContain(
      "room-held",
    );
    expect(problemSentence({ status: 418 })).toContain("418");
  });
});

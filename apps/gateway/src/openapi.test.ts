import { describe, expect, it } from "vitest";
import { gatewayUnderTest } from "./testing/gateway-under-test.ts";

interface DescribedResponse {
  readonly description?: string;
  readonly content?: Record<string, unknown>;
  readonly headers?: Record<string, object>;
}

interface Operation {
  readonly parameters?: {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
  }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
  readonly responses: Record<string, DescribedResponse>;
}

const ENDPOINTS = [
  "GET /api/access-tokens",
  "POST /api/access-tokens",
  "DELETE /api/access-tokens/{id}",
  "GET /api/agents",
  "GET /api/audit",
  "GET /api/audit/violations",
  "GET /api/break",
  "GET /api/break/orders",
  "POST /api/break/continue",
  "POST /api/break/dial",
  "POST /api/break/fail-step",
  "POST /api/break/kill",
  "POST /api/break/lapse-hold",
  "POST /api/break/mail-server",
  "POST /api/break/stop",
  "GET /api/changes",
  "GET /api/dead-letters",
  "GET /api/free-rooms",
  "POST /api/dead-letters/{queue}/{id}/replay",
  "POST /api/holds",
  "GET /api/holds/{id}",
  "PATCH /api/holds/{id}",
  "DELETE /api/holds/{id}",
  "GET /api/inbox",
  "POST /api/meetings",
  "GET /api/meetings/{id}",
  "PATCH /api/meetings/{id}",
  "DELETE /api/meetings/{id}",
  "GET /api/meetings/{id}/events",
  "GET /api/meetings/{id}/saga",
  "GET /api/people",
  "GET /api/people/{id}",
  "PUT /api/people/{id}",
  "DELETE /api/people/{id}",
  "GET /api/people/{id}/agenda",
  "GET /api/people/{id}/busy",
  "GET /api/people/{id}/calendar",
  "POST /api/people/{id}/calendar",
  "GET /api/rooms",
  "GET /api/rooms/{id}",
  "PUT /api/rooms/{id}",
  "GET /api/rooms/{id}/closures",
  "POST /api/rooms/{id}/closures",
  "GET /api/rooms/{id}/closures/{closure}",
  "DELETE /api/rooms/{id}/closures/{closure}",
  "GET /api/rooms/{id}/diary",
  "GET /api/rooms/{id}/days/{day}",
  "GET /api/projections",
  "POST /api/projections/{name}/rebuild",
  "POST /api/projections/{name}/restart",
  "GET /api/statistics",
  "GET /api/suggestions",
  "GET /api/tasks",
  "GET /api/tasks/{queue}/{id}",
  "GET /health",
  "GET /metrics",
];

async function readDocument() {
  const { ask } = await gatewayUnderTest();
  const { body } = await ask("GET", "/openapi.json");
  const paths = body.paths as Record<string, Record<string, Operation>>;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  return { body, operations };
}

describe("the OpenAPI document", () => {
  it("is of version 3.1 and lists every endpoint", async () => {
    const { body, operations } = await readDocument();
    expect(body.openapi).toMatch(/^3\.1\.\d+$/);
    expect(body.info).toMatchObject({ title: "Holdfast" });
    const listed = operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`);
    expect(listed.filter((each) => !each.startsWith("HEAD ")).sort()).toEqual(
      [...ENDPOINTS].sort(),
    );
  });

  it("declares each parameter of a path, and says how each operation can fail", async () => {
    const { operations } = await readDocument();
    for (const { path, method, operation } of operations) {
      const inPath = (operation.parameters ?? []).filter((each) => each.in === "path");
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(inPath.map(({ name }) => name).sort(), `${method} ${path}`).toEqual(named.sort());
      expect(
        inPath.every(({ required }) => required),
        `${method} ${path}`,
      ).toBe(true);
      for (const response of Object.values(operation.responses)) {
        expect(typeof response.description, `${method} ${path}`).toBe("string");
      }
      if (path.startsWith("/api/")) {
        expect(operation.responses.default?.content, `${method} ${path}`).toHaveProperty([
          "application/problem+json",
        ]);
      }
    }
  });

  it("says everywhere that a revision may be asked for, and that one is told", async () => {
    const { operations } = await readDocument();
    for (const { path, method, operation } of operations) {
      if (!path.startsWith("/api/")) continue;
      const told = { operation: `${method} ${path}`, ...operation };
      expect(told.parameters).toContainEqual({
        $ref: "#/components/parameters/Holdfast-At-Least",
      });
      for (const response of Object.values(told.responses)) {
        expect(response, told.operation).toHaveProperty(["headers", "Holdfast-Revision"]);
      }
    }
    const ofMoments = operations.filter(({ operation }) =>
      operation.parameters?.some(({ name }) => name === "asOf"),
    );
    expect(ofMoments.length).toBeGreaterThan(10);
    expect(ofMoments.every(({ method }) => ["get", "head"].includes(method))).toBe(true);
  });

  it("says of each view that its distance is told, and of nothing else", async () => {
    const { operations } = await readDocument();
    const telling = operations.filter(({ operation }) =>
      Object.values(operation.responses).some(
        ({ headers = {} }) => "Holdfast-Lag-Revisions" in headers && "Holdfast-Lag-Ms" in headers,
      ),
    );
    const paths = new Set(telling.map(({ path }) => path));
    expect([...paths].sort()).toEqual([
      ...["/api/free-rooms", "/api/people/{id}/agenda"],
      ...["/api/rooms/{id}/days/{day}", "/api/statistics"],
    ]);
  });

  it("refers to nothing that it does not hold", async () => {
    const { body } = await readDocument();
    const references = [...JSON.stringify(body).matchAll(/"\$ref":"#\/([^"]+)"/g)];
    for (const [, pointer] of references) {
      let target: unknown = body;
      for (const part of pointer!.split("/")) target = (target as Record<string, unknown>)?.[part];
      expect(target, pointer).toBeDefined();
    }
  });

  it("describes bodies as they are checked", async () => {
    const { operations } = await readDocument();
    const booking = operations.find(
      ({ path, method }) => path === "/api/meetings" && method === "post",
    );
    const schema = booking?.operation.requestBody?.content["application/json"]?.schema;
    expect(schema).toMatchObject({
      additionalProperties: false,
      required: expect.arrayContaining(["title", "start", "end", "organizer"]),
    });
    const calendar = operations.find(
      ({ path, method }) => /calendar$/.test(path) && method === "post",
    );
    expect(calendar?.operation.requestBody?.content).toHaveProperty(["text/calendar"]);
  });
});

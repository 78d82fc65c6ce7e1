/**
 * `/openapi.json`: the API as an OpenAPI 3.1 document, made from the schemas that check requests.
 */

import swagger from "@fastify/swagger";
import { createJsonSchemaTransform } from "fastify-type-provider-zod";
import type { App } from "./app.ts";

const VERSION = "0.1.0";

/** Before any route is added. */
export async function addOpenApi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Holdfast",
        version: VERSION,
        description:
          "Books rooms and people's time, and never twice. " +
          "Every reply waits until what it says is durable.",
      },
      components: { securitySchemes: { accessToken: { type: "http", scheme: "bearer" } } },
      security: [{ accessToken: [] }],
    },
    // Our schemas are JSON Schema 2020-12, which is what OpenAPI 3.1 speaks.
    transform: createJsonSchemaTransform({ zodToJsonConfig: { target: "draft-2020-12" } }),
  });
}

export function addOpenApiRoute(app: App): void {
  app.get("/openapi.json", { schema: { hide: true } }, async (_request, reply) => {
    reply.header("Content-Type", "application/json; charset=utf-8");
    return reply.send(JSON.stringify(app.swagger()));
  });
}

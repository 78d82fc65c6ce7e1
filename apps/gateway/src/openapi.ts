/**
 * `/openapi.json`: the API as an OpenAPI 3.1 document, made from the schemas that check requests.
 */

import swagger from "@fastify/swagger";
import { createJsonSchemaTransform } from "fastify-type-provider-zod";
import type { App } from "./app.ts";
import { AS_OF_HEADER } from "./as-of.ts";
import { AT_LEAST_HEADER } from "./at-least.ts";
import { REVISION_HEADER } from "./durably.ts";
import { LAG_MS_HEADER, LAG_REVISIONS_HEADER, VIEWS } from "./views.ts";

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
          "Every reply waits until what it says is durable. " +
          `${REVISION_HEADER} is the revision that a reply speaks of; passed back as ` +
          `${AT_LEAST_HEADER}, nothing older is read or changed. ` +
          `Where asOf is offered, the state is read as it was; ${AS_OF_HEADER} says when.`,
      },
      components: { securitySchemes: { accessToken: { type: "http", scheme: "bearer" } } },
      security: [{ accessToken: [] }],
    },
    // Our schemas are JSON Schema 2020-12, which is what OpenAPI 3.1 speaks.
    transform: createJsonSchemaTransform({ zodToJsonConfig: { target: "draft-2020-12" } }),
    transformObject: (made) =>
      "openapiObject" in made ? withRevisions(made.openapiObject) : made.swaggerObject,
  });
}

interface Operation {
  tags?: readonly string[];
  parameters?: object[];
  responses?: Record<string, { headers?: object }>;
}

const header = (name: string) => ({ [name]: { $ref: `#/components/headers/${name}` } });

/** Every operation of the API takes a revision; every reply of a handler has one, unless it failed. */
function withRevisions<Made extends { paths?: object; components?: object }>(made: Made): Made {
  const parameters = {
    [AT_LEAST_HEADER]: {
      ...{ name: AT_LEAST_HEADER, in: "header", required: false },
      description: "Nothing older than this revision: the Holdfast-Revision of an earlier reply",
      schema: { type: "integer", minimum: 0 },
    },
  };
  const headers = {
    [REVISION_HEADER]: { description: "What the reply speaks of", schema: { type: "integer" } },
    [AS_OF_HEADER]: {
      description: "The moment of the past that the reply is of, when one was asked for",
      schema: { type: "string", format: "date-time" },
    },
    [LAG_REVISIONS_HEADER]: {
      description: "Commits that concern the view and that it does not show yet",
      schema: { type: "integer", minimum: 0 },
    },
    [LAG_MS_HEADER]: {
      description: "How long ago the first of them was committed, in milliseconds",
      schema: { type: "number", minimum: 0 },
    },
  };
  for (const [path, operations] of Object.entries(made.paths ?? {})) {
    if (!path.startsWith("/api/")) continue;
    for (const operation of Object.values<Operation>(operations)) describeRevisions(operation);
  }
  return { ...made, components: { ...made.components, parameters, headers } };
}

function describeRevisions(operation: Operation): void {
  const { parameters = [], responses = {}, tags = [] } = operation;
  operation.parameters = [...parameters, { $ref: `#/components/parameters/${AT_LEAST_HEADER}` }];
  const isOfMoments = parameters.some((each) => "name" in each && each.name === "asOf");
  const lag = { ...header(LAG_REVISIONS_HEADER), ...header(LAG_MS_HEADER) };
  for (const [status, response] of Object.entries(responses)) {
    response.headers = {
      ...header(REVISION_HEADER),
      ...(isOfMoments && header(AS_OF_HEADER)),
      ...(tags.includes(VIEWS) && status === "200" && lag),
    };
  }
}

export function addOpenApiRoute(app: App): void {
  app.get("/openapi.json", { schema: { hide: true } }, async (_request, reply) => {
    reply.header("Content-Type", "application/json; charset=utf-8");
    return reply.send(JSON.stringify(app.swagger()));
  });
}

/** `/api/access-tokens`: an admin lets people in, and out again. A token is shown once. */

import { accessTokenRequest, accessTokensOut, asOfQuery, newAccessTokenOut } from "@holdfast/api";
import { PEOPLE } from "@holdfast/scheduling";
import { getDocument, granted, listDocuments, putDocument, refused } from "@holdfast/shared-state";
import { z } from "zod";
import {
  ACCESS_TOKENS,
  type AccessToken,
  accessTokenId,
  actorOf,
  newAccessToken,
} from "./access.ts";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { accessOf } from "./authentication.ts";
import { commitDurably, readDurably } from "./durably.ts";
import { toInstantOut } from "./instants.ts";
import { invalid, notFound } from "./problems.ts";

const config = { needs: "admin" } as const;
const tags = ["access tokens"];

export function addAccessTokenRoutes(app: App, gateway: Gateway): void {
  app.get(
    "/api/access-tokens",
    {
      config,
      schema: {
        ...{ tags, querystring: z.strictObject(asOfQuery) },
        response: { 200: accessTokensOut, ...otherwiseProblem },
      },
    },
    async (_request, reply) => {
      const tokens = await readDurably(gateway, reply, (snapshot) =>
        listDocuments<AccessToken>(snapshot, ACCESS_TOKENS),
      );
      return { accessTokens: tokens.map(({ id, value }) => toTokenOut(id, value)) };
    },
  );

  app.post(
    "/api/access-tokens",
    {
      config,
      schema: {
        tags,
        body: accessTokenRequest,
        response: { 201: newAccessTokenOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const accessToken = newAccessToken();
      const id = accessTokenId(accessToken);
      const record: AccessToken = { ...request.body, createdAt: gateway.state.clock.wallMs() };
      const saved = await commitDurably(
        gateway,
        reply,
        (tx) => {
          if (!getDocument(tx, PEOPLE, record.person)) return refused("person-unknown");
          return putDocument(tx, ACCESS_TOKENS, id, record);
        },
        { actor: actorOf(accessOf(request)), cause: "access-token-created" },
      );
      if (!saved.ok) throw invalid({ field: "person", message: `there is no ${record.person}` });
      reply.code(201).header("Cache-Control", "no-store");
      return { ...toTokenOut(id, record), accessToken };
    },
  );

  const params = z.object({ id: z.string().regex(/^[0-9a-f]{64}$/) });
  app.delete(
    "/api/access-tokens/:id",
    { config, schema: { tags, params, response: { 204: z.undefined(), ...otherwiseProblem } } },
    async (request, reply) => {
      const { id } = request.params;
      const revokedAt = gateway.state.clock.wallMs();
      const revoked = await commitDurably(
        gateway,
        reply,
        (tx) => {
          const record = getDocument<AccessToken>(tx, ACCESS_TOKENS, id)?.value;
          if (!record) return refused("not-found");
          if (record.revokedAt === undefined) {
            putDocument<AccessToken>(tx, ACCESS_TOKENS, id, { ...record, revokedAt });
          }
          return granted({});
        },
        { actor: actorOf(accessOf(request)), cause: "access-token-revoked" },
      );
      if (!revoked.ok) throw notFound("access token", id);
      return reply.code(204).send();
    },
  );
}

function toTokenOut(id: string, { person, role, createdAt, revokedAt }: AccessToken) {
  return {
    ...{ id, person, role, createdAt: toInstantOut(createdAt) },
    ...(revokedAt !== undefined && { revokedAt: toInstantOut(revokedAt) }),
  };
}

/**
 * Before any handler runs: who is calling, not too often, and may they?
 *
 * Programs send `Authorization: Bearer …`. A browser opens the printed URL, whose `?access_token=`
 * is turned into a cookie at once and taken out of the address. The cookie counts for reading, and
 * for writing from a page of our own origin only: another site's page cannot act in the reader's
 * name.
 */

import rateLimit from "@fastify/rate-limit";
import type { Role } from "@holdfast/api";
import type { FastifyRequest } from "fastify";
import { type Access, accessTokenId, findAccess, mayAct } from "./access.ts";
import type { App, Gateway } from "./app.ts";
import { checkOrigin, isSameOrigin } from "./origins.ts";
import { asksForPage } from "./page-request.ts";
import { Problem } from "./problems.ts";
import { isLoopback } from "./settings.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Null: nobody that we know. */
    access: Access | null;
  }
  interface FastifyContextConfig {
    /** Who may call; unless it says otherwise, a viewer may read and a member may write. */
    needs?: Role | "nothing" | "nothing-on-loopback";
    /** It is opened by browsers, from a URL that carries the access token. */
    page?: boolean;
  }
}

const ACCESS_COOKIE = "holdfast-access";
export const TOKEN_IN_QUERY = "access_token";
const COOKIE_DAYS = 30;
const READING = ["GET", "HEAD"];

export async function addAuthentication(app: App, { state, settings }: Gateway): Promise<void> {
  app.decorateRequest("access", null);
  await app.register(rateLimit, { global: false });
  const countRequest = app.createRateLimit({
    max: settings.requestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: ({ access, ip }) => access?.id ?? ip,
  });
  app.addHook("onRequest", async (request) => {
    checkOrigin(request, settings);
    const token = presentedToken(request);
    request.access = (token && (await findAccess(state, accessTokenId(token)))) || null;
    const limit = await countRequest(request);
    if (!limit.isAllowed && limit.isExceeded) {
      const headers = { "Retry-After": String(limit.ttlInSeconds) };
      throw new Problem("too-many-requests", { headers });
    }
    authorize(request, token !== undefined);
  });
}

/** Who is calling, in a handler that nobody reaches without an access token. */
export function accessOf({ access }: FastifyRequest): Access {
  if (!access) throw new Problem("access-token-missing");
  return access;
}

/** `Max-Age` keeps the reader in for a month; revoking the token ends it at once. */
export function accessCookie(request: FastifyRequest, token: string): string {
  const maxAge = COOKIE_DAYS * 24 * 60 * 60;
  const named = `${cookieNameFor(request)}=${token}`;
  return `${named}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAge}`;
}

/** The token in the address of a page. One that is there several times is wrong. */
export function tokenInQuery(request: FastifyRequest): string | undefined {
  const { [TOKEN_IN_QUERY]: token } = request.query as Record<string, unknown>;
  if (token === undefined || !asksForPage(request)) return undefined;
  return typeof token === "string" ? token : "";
}

function authorize(request: FastifyRequest, presented: boolean): void {
  const { access, method, ip, routeOptions } = request;
  const needs = routeOptions.config.needs ?? (READING.includes(method) ? "viewer" : "member");
  if (needs === "nothing") return;
  if (needs === "nothing-on-loopback" && isLoopback(ip)) return;
  if (!access) {
    const headers = { "WWW-Authenticate": "Bearer" };
    throw new Problem(presented ? "access-token-wrong" : "access-token-missing", {
      detail:
        "Send it as 'Authorization: Bearer …', or open the URL that was printed at the start.",
      headers,
    });
  }
  const role = needs === "nothing-on-loopback" ? "viewer" : needs;
  if (!mayAct(access, role)) throw new Problem("role-too-low", { members: { needs: role } });
}

function presentedToken(request: FastifyRequest): string | undefined {
  const { authorization, cookie } = request.headers;
  // It becomes the cookie, so it has to be right, whatever else is sent along.
  const inQuery = tokenInQuery(request);
  if (inQuery !== undefined) return inQuery;
  if (authorization !== undefined)
    return /^Bearer ([\w.~+/=-]{1,512})$/i.exec(authorization)?.[1] ?? "";
  const cookieCounts = READING.includes(request.method) || isSameOrigin(request);
  return cookieCounts ? cookieNamed(cookieNameFor(request), cookie) : undefined;
}

/**
 * A browser sends a host's cookies to every port of it (RFC 6265, section 8.5): each gateway of a host
 * has a name of its own, or the last one to be opened would throw the others' readers out. It is by
 * the port that the browser knows; behind a proxy that does not tell it, by the one that we know.
 */
function cookieNameFor({ headers: { host }, socket }: FastifyRequest): string {
  const [, told = socket.localPort] = /:(\d+)$/.exec(host ?? "") ?? [];
  return `${ACCESS_COOKIE}-${told}`;
}

function cookieNamed(name: string, header = ""): string | undefined {
  for (const pair of header.split(";")) {
    const trimmed = pair.trim();
    if (trimmed.startsWith(`${name}=`)) return trimmed.slice(name.length + 1);
  }
  return undefined;
}

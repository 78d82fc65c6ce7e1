/**
 * The web page: files that were built beforehand (`apps/web`), and nothing that is made here.
 *
 *     /assets/…            named after what they hold: kept by browsers for good
 *     /, /rooms, /book, …  places of the page, which finds out itself which: one and the same file
 *     /bok                 mistyped in a browser: the same, with the status 404; the page says so
 *
 * The printed URL carries the access token, at whatever place it leads to. It is turned into a cookie at
 * once, and taken out of the address.
 */

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { App } from "./app.ts";
import { accessCookie, TOKEN_IN_QUERY, tokenInQuery } from "./authentication.ts";
import { sendProblem } from "./error-handler.ts";
import { isMistyped } from "./page-request.ts";
import { Problem } from "./problems.ts";

/** Where the build puts them. */
export const WEB_FOLDER = fileURLToPath(new URL("../../web/dist/", import.meta.url));

const INDEX = "index.html";
const ASSETS = "assets";
const PLACES = [
  ...["/", "/rooms", "/book", "/meetings", "/meetings/:id", "/agents", "/break", "/inbox"],
  "/room/:id",
];
/** What the build has compressed lies beside the file itself. */
const COMPRESSED = /\.(br|gz)$/;
const FILE_NAME = /^\w[\w.-]*$/;
const YEAR_MS = 365 * 24 * 60 * 60 * 1_000;

const NOT_BUILT = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Holdfast</title></head>
<body>
<h1>The page has not been built</h1>
<p>Holdfast runs, and its API answers: programs start at <a href="/openapi.json">/openapi.json</a>. The
page is built by <code>npm run build</code>; then start Holdfast again.</p>
</body>
</html>
`;

export async function addPage(app: App, folder: string): Promise<void> {
  const isBuilt = existsSync(join(folder, INDEX));
  if (isBuilt)
    await app.register(fastifyStatic, { root: folder, serve: false, preCompressed: true });
  const show = isBuilt ? sendIndex : sendNotBuilt;
  for (const place of PLACES) {
    const config = { needs: "viewer", page: true } as const;
    app.get(place, { config, schema: { hide: true } }, (request, reply) =>
      showOrTakeTokenOut(request, reply, show),
    );
  }
  app.setNotFoundHandler((request, reply) => {
    if (!isMistyped(request)) return sendProblem(reply, new Problem("no-such-endpoint"));
    return showOrTakeTokenOut(request, reply.code(404), show);
  });
  if (isBuilt) addFiles(app, folder);
}

type Show = (reply: FastifyReply) => FastifyReply;

function showOrTakeTokenOut(request: FastifyRequest, reply: FastifyReply, show: Show) {
  const token = tokenInQuery(request);
  return token === undefined ? show(reply) : takeTokenOut(request, reply, token);
}

/** They say nothing of anybody: the page that asks for them has been let in already. */
function addFiles(app: App, folder: string): void {
  const route = { config: { needs: "nothing" }, schema: { hide: true } } as const;
  app.get<{ Params: { name: string } }>(`/${ASSETS}/:name`, route, ({ params }, reply) => {
    if (!FILE_NAME.test(params.name)) return reply.callNotFound();
    return reply.sendFile(`${ASSETS}/${params.name}`, { maxAge: YEAR_MS, immutable: true });
  });
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== INDEX && !COMPRESSED.test(entry.name))
    .map(({ name }) => name);
  // Their names stay the same when what they hold changes.
  for (const name of files) {
    app.get(`/${name}`, route, (_request, reply) =>
      reply.header("Cache-Control", "no-cache").sendFile(name, { cacheControl: false }),
    );
  }
}

function sendIndex(reply: FastifyReply): FastifyReply {
  reply.header("Cache-Control", "no-store");
  return reply.sendFile(INDEX, { cacheControl: false });
}

function sendNotBuilt(reply: FastifyReply): FastifyReply {
  reply.code(503).header("Cache-Control", "no-store");
  return reply.header("Content-Type", "text/html; charset=utf-8").send(NOT_BUILT);
}

/** From here on the token travels in the cookie: it shall not stay in the address. */
function takeTokenOut(request: FastifyRequest, reply: FastifyReply, token: string): FastifyReply {
  const address = new URL(`http://here${asPath(request.url)}`);
  address.searchParams.delete(TOKEN_IN_QUERY);
  reply.header("Set-Cookie", accessCookie(request, token)).header("Cache-Control", "no-store");
  const path = asPath(address.pathname);
  return reply.redirect(path + address.search, 303);
}

/** Two slashes at the beginning would lead to another host. */
function asPath(address: string): string {
  return address.replace(/^[/\\]*/, "/");
}

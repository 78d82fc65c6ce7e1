/**
 * What a browser is shown that comes without a right access token, from a bookmark or another machine:
 * the page itself is for those who have been let in.
 */

import type { FastifyReply } from "fastify";
import type { Problem } from "./problems.ts";

const TEXT = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Not let in · Holdfast</title>
</head>
<body>
<h1>Holdfast does not know this browser</h1>
<p>Open the address that was printed when Holdfast was started: it ends with <code>?access_token=…</code>,
and this browser is known from then on. On the machine where it runs, the token is in the file
<code>access-token</code> in the state's folder.</p>
<p>Whoever runs it can make a token for you: <code>POST /api/access-tokens</code>, with your id as
<code>person</code> and a <code>role</code>. Then open this place with <code>?access_token=</code> and that token
behind it.</p>
</body>
</html>
`;

export function sendSignIn(reply: FastifyReply, problem: Problem): FastifyReply {
  reply.code(problem.status).headers(problem.headers).header("Cache-Control", "no-store");
  return reply.header("Content-Type", "text/html; charset=utf-8").send(TEXT);
}

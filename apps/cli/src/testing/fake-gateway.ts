/** For tests: a gateway that says what the test tells it to, and remembers what it was asked. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

export type Answering = (request: SeenRequest, response: ServerResponse) => void;

export interface FakeGateway {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  close(): Promise<void>;
}

export async function startFakeGateway(answer: Answering): Promise<FakeGateway> {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://gateway");
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const text = Buffer.concat(pieces).toString("utf8");
    const { method = "GET", headers } = request;
    const body = headers["content-type"]?.startsWith("application/json") ? JSON.parse(text) : text;
    const read = { method, path: url.pathname, query: url.searchParams, headers, body };
    seen.push(read);
    answer(read, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const problem = status >= 400;
  const contentType = problem ? "application/problem+json" : "application/json";
  response.writeHead(status, { "content-type": contentType, etag: '"7"' });
  response.end(JSON.stringify(body));
}

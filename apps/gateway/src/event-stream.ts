/**
 * One client of server-sent events, from its headers to its end.
 * The format: https://html.spec.whatwg.org/multipage/server-sent-events.html
 *
 * A client that does not read is cut off: what it misses stays in the log, from which it can
 * resume, and not in our memory.
 */

import { once } from "node:events";
import type { FastifyReply } from "fastify";

const UNREAD_MS_MAX = 10_000;
/** How soon a browser that lost the connection tries again; by itself it takes its time. */
const RETRY_MS = 1_000;

export interface ServerEvent {
  readonly event?: string;
  readonly id?: number;
  readonly data?: unknown;
}

export class EventStream {
  readonly #reply: FastifyReply;
  readonly #ended = new AbortController();

  /** Takes the reply over, with the headers that it has. */
  constructor(reply: FastifyReply) {
    this.#reply = reply;
    reply.hijack();
    const { raw } = reply;
    raw.on("close", () => this.#ended.abort());
    raw.on("error", () => this.#ended.abort());
    // It may have gone before, and says so only once.
    if (raw.destroyed) this.#ended.abort();
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) raw.setHeader(name, value);
    }
    raw.setHeader("Content-Type", "text/event-stream; charset=utf-8");
    raw.setHeader("Cache-Control", "no-store");
    // Else the connection would wait for another request when the stream has ended.
    raw.setHeader("Connection", "close");
    raw.flushHeaders();
    raw.write(`retry: ${RETRY_MS}\n`);
  }

  /** Aborted when the client has gone, or was cut off. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Resolves once there is room for more. Without data, only the id moves on. */
  async send({ event, id, data }: ServerEvent): Promise<void> {
    const lines = [
      ...(event === undefined ? [] : [`event: ${event}`]),
      ...(id === undefined ? [": still here"] : [`id: ${id}`]),
      ...(data === undefined ? [] : [`data: ${JSON.stringify(data)}`]),
    ];
    const { raw } = this.#reply;
    if (this.ended.aborted || raw.write(`${lines.join("\n")}\n\n`)) return;
    const tooLong = AbortSignal.any([this.ended, AbortSignal.timeout(UNREAD_MS_MAX)]);
    await once(raw, "drain", { signal: tooLong }).catch(() => raw.destroy());
  }

  end(): void {
    this.#reply.raw.end();
  }
}

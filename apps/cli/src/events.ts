/**
 * Server-sent events, read with fetch so that the access token can travel in a header.
 * The format: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */

export interface ServerEvent {
  readonly id?: string;
  /** `message` unless the server says otherwise. */
  readonly event: string;
  readonly data: string;
}

/** Puts events together from pieces of text that may end anywhere, also within a line ending. */
export class EventReader {
  #rest = "";
  #id: string | undefined;
  #event = "";
  #data: string[] = [];

  read(piece: string): ServerEvent[] {
    const text = this.#rest + piece;
    // A carriage return at the end may be the first half of a line ending.
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.#line(line) ?? []);
  }

  #line(line: string): ServerEvent | undefined {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) return undefined; // A comment, which keeps the connection alive.
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "id") this.#id = value;
    if (field === "event") this.#event = value;
    if (field === "data") this.#data.push(value);
    return undefined;
  }

  #dispatch(): ServerEvent | undefined {
    const data = this.#data.join("\n");
    const event = this.#event || "message";
    const empty = this.#data.length === 0;
    this.#data = [];
    this.#event = "";
    if (empty) return undefined;
    return { event, data, ...(this.#id === undefined ? {} : { id: this.#id }) };
  }
}

export async function* readEvents(response: Response): AsyncGenerator<ServerEvent> {
  const reader = new EventReader();
  const decoder = new TextDecoder();
  for await (const piece of response.body ?? []) {
    yield* reader.read(decoder.decode(piece, { stream: true }));
  }
}

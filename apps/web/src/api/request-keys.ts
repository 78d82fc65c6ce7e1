/**
 * Idempotency keys: one for each content. Whoever sends the same again, because nobody answered,
 * sends the same key with it, and it happens once; whoever has changed a word sends another.
 */

const KEY_BYTES = 16;

export class RequestKeys {
  readonly #newKey: () => string;
  #content = "";
  #key = "";

  constructor(newKey: () => string = randomKey) {
    this.#newKey = newKey;
  }

  keyFor(body: unknown): string {
    const content = JSON.stringify(body);
    if (content !== this.#content || this.#key === "") {
      this.#content = content;
      this.#key = this.#newKey();
    }
    return this.#key;
  }

  /** The content was refused for good: when it is sent again, it is a new request. */
  forget(): void {
    this.#key = "";
  }
}

/** `crypto.randomUUID` is not there on a page that came over plain HTTP from another machine. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

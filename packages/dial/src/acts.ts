/**
 * The second half of check-then-act, for any body: it believes what it saw, and what it then writes it
 * puts beside what has come meanwhile, as somebody would who writes the act by hand: its interval onto
 * the diary's page, its event at the stream's end, its document as the next version.
 */

import {
  addInterval,
  type DiaryInterval,
  type DiaryPage,
  type Key,
  keyspace,
  type LeaseId,
  readDiaryPage,
  type Transaction,
} from "@holdfast/shared-state";
import { AsItWas } from "./as-it-was.ts";
import type { Seen } from "./seen.ts";

const [DIARY] = keyspace.diaries();
const [STREAM] = keyspace.streams("");
const [DOCUMENT] = keyspace.documents("");
const HEAD_LENGTH = keyspace.stream("", "").length;

export function actOn<T>(
  body: (tx: Transaction) => T,
  believes: (key: Key) => boolean,
): (tx: Transaction, seen: Seen) => T {
  return (tx, seen) => body(new Beside(tx, seen, believes));
}

class Beside extends AsItWas {
  /** By stream: how far its end has moved on since it was seen. */
  readonly #moved = new Map<string, number>();

  protected override write(key: Key, value: unknown, options?: { lease?: LeaseId }): void {
    if (key[0] === DIARY) this.#ontoPage(key, value as DiaryPage);
    else if (key[0] === STREAM) this.#atTheEnd(key, value as Positioned);
    else if (key[0] === DOCUMENT) this.#asNextVersion(key, value as object);
    else this.tx.put(key, value, options);
  }

  #ontoPage(key: Key, page: DiaryPage): void {
    const [, resource, day] = key.map(String) as [string, string, string];
    const nameOf = (interval: DiaryInterval) => JSON.stringify(interval);
    const before = readDiaryPage(day, this.seen.get<DiaryPage>(key) ?? "").map(nameOf);
    const added = readDiaryPage(day, page).filter((each) => !before.includes(nameOf(each)));
    for (const interval of added) addInterval(this.tx, resource, interval);
  }

  #atTheEnd(key: Key, value: Positioned): void {
    const head = key.slice(0, HEAD_LENGTH);
    const position = value.position + this.#movedOn(head);
    const isHead = key.length === HEAD_LENGTH;
    this.tx.put(isHead ? head : [...head, position], { ...value, position });
  }

  #movedOn(head: Key): number {
    const name = JSON.stringify(head);
    const known = this.#moved.get(name);
    if (known !== undefined) return known;
    const believed = this.seen.get<Positioned>(head)?.position ?? 0;
    const moved = (this.tx.get<Positioned>(head)?.position ?? 0) - believed;
    this.#moved.set(name, moved);
    return moved;
  }

  #asNextVersion(key: Key, value: object): void {
    const { version } = this.tx.get<{ version: number }>(key) ?? { version: 0 };
    this.tx.put(key, { ...value, version: version + 1 });
  }
}

/** An event, or a stream's head. */
interface Positioned {
  readonly position: number;
}

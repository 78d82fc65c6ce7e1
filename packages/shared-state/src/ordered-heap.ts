/**
 * A binary heap that knows where each of its items is, so that any of them can be deleted, and that
 * can be looked through in order without being taken apart: adding and deleting cost O(log n), the
 * first k items O(k log k), however many there are.
 *
 * Looking through it goes from the root down: the next in order is always the root, or a child of one
 * that has been seen. The few that may be next wait in a small heap of their own.
 *
 *            1                seen: 1, 2
 *         2     4             may be next: 4, 3, 7
 *        3 7   5 6
 */

export class OrderedHeap<Item> implements Iterable<Item> {
  readonly #compare: (a: Item, b: Item) => number;
  readonly #items: Item[] = [];
  readonly #places = new Map<Item, number>();

  /** `compare` as for sorting; what it looks at must not change while an item is in the heap. */
  constructor(compare: (a: Item, b: Item) => number) {
    this.#compare = compare;
  }

  add(item: Item): void {
    if (this.#places.has(item)) return;
    this.#put(item, this.#items.length);
    this.#rise(this.#items.length - 1);
  }

  delete(item: Item): void {
    const place = this.#places.get(item);
    if (place === undefined) return;
    const last = this.#items.pop()!;
    this.#places.delete(item);
    if (place === this.#items.length) return;
    this.#put(last, place);
    this.#rise(place);
    this.#sink(place);
  }

  /** Takes out the first. */
  shift(): Item | undefined {
    const first = this.#items[0];
    if (first !== undefined) this.delete(first);
    return first;
  }

  /** In order. The heap must not be changed meanwhile. */
  *[Symbol.iterator](): IterableIterator<Item> {
    const items = this.#items;
    const next = new OrderedHeap<number>((a, b) => this.#compare(items[a]!, items[b]!));
    if (items.length > 0) next.add(0);
    for (let place = next.shift(); place !== undefined; place = next.shift()) {
      yield items[place]!;
      for (const child of [2 * place + 1, 2 * place + 2]) {
        if (child < items.length) next.add(child);
      }
    }
  }

  #rise(place: number): void {
    const item = this.#items[place]!;
    let at = place;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#compare(this.#items[parent]!, item) <= 0) break;
      this.#put(this.#items[parent]!, at);
      at = parent;
    }
    this.#put(item, at);
  }

  #sink(place: number): void {
    const item = this.#items[place]!;
    let at = place;
    for (let child = this.#smallerChild(at); child !== undefined; child = this.#smallerChild(at)) {
      if (this.#compare(item, this.#items[child]!) <= 0) break;
      this.#put(this.#items[child]!, at);
      at = child;
    }
    this.#put(item, at);
  }

  #smallerChild(place: number): number | undefined {
    const left = 2 * place + 1;
    const right = left + 1;
    if (left >= this.#items.length) return undefined;
    if (right >= this.#items.length) return left;
    return this.#compare(this.#items[left]!, this.#items[right]!) <= 0 ? left : right;
  }

  #put(item: Item, place: number): void {
    this.#items[place] = item;
    this.#places.set(item, place);
  }
}

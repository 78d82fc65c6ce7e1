import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OrderedHeap } from "./ordered-heap.ts";

const byNumber = (a: number, b: number) => a - b;

describe("an ordered heap", () => {
  it("is in order after any additions and deletions, and is not taken apart by looking", () => {
    const step = fc.record({ add: fc.boolean(), item: fc.nat({ max: 60 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const heap = new OrderedHeap<number>(byNumber);
        const model = new Set<number>();
        for (const { add, item } of steps) {
          heap[add ? "add" : "delete"](item);
          model[add ? "add" : "delete"](item);
          const inOrder = [...model].sort(byNumber);
          expect([...heap]).toEqual(inOrder);
          expect([...heap]).toEqual(inOrder);
        }
        const inOrder = [...model].sort(byNumber);
        expect(inOrder.map(() => heap.shift())).toEqual(inOrder);
        expect(heap.shift()).toBeUndefined();
      }),
    );
  });

  it("compares a few times for the first few of very many", () => {
    let comparisons = 0;
    const heap = new OrderedHeap<number>((a, b) => {
      comparisons += 1;
      return a - b;
    });
    for (let item = 0; item < 10_000; item++) heap.add((item * 7_919) % 10_007);
    comparisons = 0;
    const first: number[] = [];
    for (const item of heap) if (first.push(item) === 10) break;
    expect(first).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(comparisons).toBeLessThan(200);
    comparisons = 0;
    heap.delete(5);
    heap.add(5);
    expect(comparisons).toBeLessThan(100);
  });
});

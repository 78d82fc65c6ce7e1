/**
 * Strongly connected components: the groups of nodes in which each can be reached from each other. Only
 * there can a cycle be. (Robert Tarjan, "Depth-First Search and Linear Graph Algorithms", 1972; with a
 * stack of its own, since a chain of a million would be too deep for the language's.)
 */

const UNSEEN = -1;

/** Those with more than one node. */
export function components(size: number, next: (node: number) => readonly number[]): number[][] {
  const order = new Int32Array(size).fill(UNSEEN);
  const lowest = new Int32Array(size);
  const waiting = new Uint8Array(size);
  const stack: number[] = [];
  const found: number[][] = [];
  let count = 0;

  const enter = (node: number) => {
    order[node] = lowest[node] = count++;
    stack.push(node);
    waiting[node] = 1;
    return { node, targets: next(node), at: 0 };
  };
  const leave = (node: number) => {
    if (lowest[node] !== order[node]) return;
    const component = stack.splice(stack.lastIndexOf(node));
    for (const each of component) waiting[each] = 0;
    if (component.length > 1) found.push(component);
  };

  for (let root = 0; root < size; root++) {
    if (order[root] !== UNSEEN) continue;
    const path = [enter(root)];
    while (path.length > 0) {
      const top = path.at(-1)!;
      const target = top.targets[top.at++];
      if (target === undefined) {
        leave(top.node);
        path.pop();
        const parent = path.at(-1);
        if (parent) lowest[parent.node] = Math.min(lowest[parent.node]!, lowest[top.node]!);
      } else if (order[target] === UNSEEN) {
        path.push(enter(target));
      } else if (waiting[target] === 1) {
        lowest[top.node] = Math.min(lowest[top.node]!, order[target]!);
      }
    }
  }
  return found;
}

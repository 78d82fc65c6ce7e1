/** Elements without markup: what a person typed is only ever set as text or as an attribute. */

type Attributes = Readonly<Record<string, string | number | undefined>>;

export function svg(
  name: string,
  attributes: Attributes = {},
  ...children: readonly Node[]
): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  return dressed(element, attributes, children);
}

export function html<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  return dressed(document.createElement(name), attributes, children);
}

export function svgText(text: string, attributes: Attributes): SVGElement {
  const element = svg("text", attributes);
  element.textContent = text;
  return element;
}

/** @throws Error when the page has no such element */
export function byId<E extends Element = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found as unknown as E;
}

function dressed<E extends Element>(
  element: E,
  attributes: Attributes,
  children: readonly (Node | string)[],
): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

/** Which page is shown: the address says so, and nothing else. */

import { signal } from "@preact/signals";

export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** What one may guess a page's address to be, from its title. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([["/break-it", "/break"]]);

export const place = signal<Place>(read());

window.addEventListener("popstate", () => {
  place.value = read();
});

/** `replace`: going back leads to where one was before this place. */
export function goTo(address: string, { replace = false } = {}): void {
  history[replace ? "replaceState" : "pushState"](null, "", address);
  place.value = read();
}

/** Sets or (undefined) removes what the address says beside its path, without a step to go back. */
export function setQuery(changes: Readonly<Record<string, string | undefined>>): void {
  const { path, query } = place.value;
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  goTo(text ? `${path}?${text}` : path, { replace: true });
}

function read(): Place {
  const meant = OTHER_NAMES.get(location.pathname);
  if (meant) history.replaceState(null, "", meant + location.search + location.hash);
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

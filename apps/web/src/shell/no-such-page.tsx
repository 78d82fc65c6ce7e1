/** At an address that leads nowhere: which it is, and where one can go instead. */

import type { JSX } from "preact";
import { Link } from "./link.tsx";
import "./no-such-page.css";
import { useTitle } from "./title.ts";

interface Destination {
  readonly to: string;
  readonly title: string;
  readonly about: string;
}

interface NoSuchPageProps {
  readonly path: string;
  readonly pages: readonly Destination[];
}

export function NoSuchPage({ path, pages }: NoSuchPageProps): JSX.Element {
  useTitle("No such page");
  return (
    <div class="no-such-page stack">
      <div>
        <h1>There is no such page</h1>
        <p class="soft">
          Nothing goes by <code>{readable(path)}</code>. It may be mistyped, or a link to it is old.
        </p>
      </div>
      <nav aria-labelledby="instead">
        <h2 id="instead">Where you can go</h2>
        <ul>
          {pages.map(({ to, title, about }) => (
            <li key={to}>
              <Link to={to}>{title}</Link>
              <span class="soft">{about}</span>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}

/** As it was typed, if that can be told. */
function readable(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

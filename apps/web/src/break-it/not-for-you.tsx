/** For whoever is no admin: whether something may be broken here they are not told, and need not be. */

import type { JSX } from "preact";
import "./not-for-you.css";

export function NotForYou(): JSX.Element {
  return (
    <section class="not-for-you panel stack" aria-labelledby="not-for-you">
      <h2 id="not-for-you">Your role may not break anything</h2>
      <p>
        Only an admin may, and your access token is not an admin’s. Ask whoever runs this Holdfast
        to do it, or for an access token of an admin. What happens then can be followed by
        everybody, under Agents.
      </p>
    </section>
  );
}

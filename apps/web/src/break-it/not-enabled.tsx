/** Where nothing may be broken: why, and how to get to where it may. */

import type { JSX } from "preact";
import "./not-enabled.css";

export function NotEnabled({ why }: { why: string | undefined }): JSX.Element {
  return (
    <section class="not-enabled panel stack" aria-labelledby="not-enabled">
      <h2 id="not-enabled">Nothing is broken here on purpose</h2>
      <p>
        This Holdfast may be one that people rely on. Killing its processes and failing its steps is
        for a demo or a workshop, on a state that may be thrown away.
      </p>
      <p>To start one beside it:</p>
      <pre>
        <code>npm start</code>
        {"\n"}
        <code>npm run holdfast -- start --workshop --state to-be-broken --port 7421</code>
      </pre>
      {why && <p class="soft small">{why}</p>}
    </section>
  );
}

/** Why it did not work, for how long that still holds, and what would do instead, one click away. */

import type { ComponentChildren, JSX } from "preact";
import type { Suggestion } from "../api/shapes.ts";
import { Countdown } from "../components/countdown.tsx";
import { Alternatives } from "./alternatives.tsx";
import type { Conflict } from "./conflict.ts";
import type { Names } from "./names.ts";
import "./conflict-notice.css";

interface ConflictNoticeProps {
  readonly conflict: Conflict;
  readonly names: Names;
  readonly zone: string;
  readonly onChoose?: (alternative: Suggestion) => void;
  readonly busy?: boolean;
  /** Buttons: what else one can do. */
  readonly children?: ComponentChildren;
}

export function ConflictNotice(props: ConflictNoticeProps): JSX.Element {
  const { conflict, names, zone, onChoose, busy = false, children } = props;
  const { headline, obstacles, alternatives } = conflict;
  return (
    <section class="conflict" role="alert" aria-label="It did not work">
      <p>
        <span class="conflict-sign" aria-hidden="true">
          !
        </span>
        <strong>{headline}</strong>
      </p>
      {obstacles.length > 0 && (
        <ul class="obstacles">
          {obstacles.map(({ text, until }) => (
            <li key={text}>
              {text}
              {until !== undefined && (
                <>
                  , for another <Countdown until={until} over="moment: it has just lapsed" />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {onChoose && alternatives.length > 0 && (
        <Alternatives
          {...{ alternatives, names, zone, onChoose, busy }}
          title="What would do instead"
        />
      )}
      {children && <div class="row">{children}</div>}
    </section>
  );
}

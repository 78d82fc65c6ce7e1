/** Why it did not work, for how long that still holds, and what would do instead, one click away. */

import type { Suggestion } from "@holdfast/api";
import type { ComponentChildren, JSX } from "preact";
import { names } from "../directory/directory.ts";
import { Alternatives } from "./alternatives.tsx";
import { Obstacles } from "./obstacle-list.tsx";
import type { Refusal } from "./refusal.ts";
import "./refusal-notice.css";

interface RefusalNoticeProps {
  readonly refusal: Refusal;
  readonly zone: string;
  readonly onChoose?: ((alternative: Suggestion) => void) | undefined;
  readonly busy?: boolean;
  /** Buttons: what else one can do. */
  readonly children?: ComponentChildren;
}

export function RefusalNotice(props: RefusalNoticeProps): JSX.Element {
  const { refusal, zone, onChoose, busy = false, children } = props;
  const { headline, obstacles, alternatives } = refusal;
  const isFollowed = onChoose !== undefined && alternatives.length > 0;
  return (
    <section class="refusal" role="alert" aria-label="It did not work">
      <p>
        <span class="refusal-sign" aria-hidden="true">
          !
        </span>
        <strong>{headline}.</strong>
      </p>
      <Obstacles {...{ obstacles, zone, isFollowed }} />
      {onChoose && isFollowed && (
        <Alternatives
          {...{ alternatives, names: names.value, zone, onChoose, busy }}
          title="What would do instead"
        />
      )}
      {children && <div class="row">{children}</div>}
    </section>
  );
}

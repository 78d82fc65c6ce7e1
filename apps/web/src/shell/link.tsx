/** A link within the page: nothing is loaded anew, and everything that a browser's link can do works. */

import type { ComponentChildren, JSX } from "preact";
import { goTo } from "./router.ts";

interface LinkProps {
  readonly to: string;
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly current?: boolean;
  readonly label?: string;
}

export function Link({ to, children, class: className, current, label }: LinkProps): JSX.Element {
  const follow = (event: MouseEvent) => {
    const isPlain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0);
    if (!isPlain) return;
    event.preventDefault();
    goTo(to);
  };
  return (
    <a
      href={to}
      class={className}
      aria-current={current ? "page" : undefined}
      aria-label={label}
      onClick={follow}
    >
      {children}
    </a>
  );
}

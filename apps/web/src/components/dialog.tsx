/**
 * A dialog over the page: Escape closes it, and the keyboard stays in it. The browser's own element.
 *
 * The focus is never lost: when what had it goes away it falls to the heading, and when the dialog
 * closes it goes back to where it was before.
 */

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import "./dialog.css";

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

export function Dialog({ title, onClose, children }: DialogProps): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  const headline = useRef<HTMLHeadingElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = element.current!;
    const before = document.activeElement;
    dialog.showModal();
    const keeper = new MutationObserver(() => {
      if (document.activeElement === document.body) headline.current?.focus();
    });
    keeper.observe(dialog, { childList: true, subtree: true });
    return () => {
      keeper.disconnect();
      dialog.close();
      // It is no longer in the document by now, so the browser does not do it.
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={element}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header class="dialog-head">
        <h2 ref={headline} id={heading} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" class="plain" aria-label="Close" onClick={onClose}>
          ✕
        </button>
      </header>
      {children}
    </dialog>
  );
}

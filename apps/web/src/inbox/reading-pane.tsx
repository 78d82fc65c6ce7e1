/** One mail, to be read. Whatever stands in it is text, and never markup. */

import type { Mail } from "@holdfast/api";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Link } from "../shell/link.tsx";
import { describeMoment, viewerZone } from "../time/format.ts";
import { readInvitation } from "./invitation.ts";
import { InvitationCard } from "./invitation-card.tsx";
import { fileNameOf, kindOf, meetingOf } from "./mail-kind.ts";
import "./reading-pane.css";

interface ReadingPaneProps {
  readonly mail: Mail | undefined;
  readonly onBack: () => void;
}

export function ReadingPane({ mail, onBack }: ReadingPaneProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const back = heading.current?.closest("article")?.querySelector<HTMLElement>(".mail-back");
    // Only where the list has made way for it: beside it, the reader goes on in the list.
    if (back && getComputedStyle(back).display !== "none") heading.current?.focus();
  }, [mail?.id]);
  if (!mail) {
    return (
      <div class="mail-pane nothing soft">
        <p>Choose a mail to read it.</p>
      </div>
    );
  }
  const invitation = mail.calendar === undefined ? undefined : readInvitation(mail.calendar);
  const meeting = meetingOf(mail);
  const { word, looks } = kindOf(mail);
  return (
    <article class="mail-pane panel" aria-labelledby="mail-subject">
      <button type="button" class="mail-back" onClick={onBack}>
        ← All mails
      </button>
      <header>
        <span class={`mail-kind ${looks}`}>{word}</span>
        <h2 id="mail-subject" ref={heading} tabIndex={-1}>
          {mail.subject}
        </h2>
        <dl class="mail-head">
          <dt>From</dt>
          <dd>{mail.from}</dd>
          <dt>To</dt>
          <dd>{mail.to.join(", ")}</dd>
          <dt>Received</dt>
          <dd>
            <time dateTime={mail.receivedAt}>{describeMoment(mail.receivedAt, viewerZone)}</time>
          </dd>
          <dt>Message-ID</dt>
          <dd>
            <code>{mail.messageId}</code>
          </dd>
        </dl>
      </header>
      {invitation && <InvitationCard invitation={invitation} />}
      <div class="row">
        {meeting !== undefined && (
          <Link class="button" to={`/meetings/${encodeURIComponent(meeting)}`}>
            Go to the meeting
          </Link>
        )}
        {mail.calendar !== undefined && (
          <button type="button" onClick={() => download(mail.calendar!, fileNameOf(mail))}>
            Download .ics
          </button>
        )}
      </div>
      <section aria-label="Text of the mail">
        <pre class="mail-text">{mail.text}</pre>
      </section>
      {mail.calendar !== undefined && (
        <details>
          <summary>The calendar part as it was sent</summary>
          <pre class="mail-source">{mail.calendar}</pre>
        </details>
      )}
    </article>
  );
}

function download(calendar: string, name: string): void {
  const address = URL.createObjectURL(new Blob([calendar], { type: "text/calendar" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

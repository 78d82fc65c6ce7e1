/** The mails, newest first; arrow keys go from one to the next. */

import type { Mail, Person } from "@holdfast/api";
import type { JSX } from "preact";
import { clockTime, dayName, viewerZone } from "../time/format.ts";
import { shownNow } from "../time/now.ts";
import { kindOf } from "./mail-kind.ts";
import "./mail-list.css";

interface MailListProps {
  readonly mails: readonly Mail[];
  readonly people: readonly Person[];
  /** The one that is read. */
  readonly read: string | undefined;
  readonly onRead: (id: string) => void;
  readonly onMore: (() => void) | undefined;
}

export function MailList({ mails, people, read, onRead, onMore }: MailListProps): JSX.Element {
  const names = new Map(people.map(({ email, name }) => [email.toLowerCase(), name]));
  const nameOf = (address: string) => names.get(address.toLowerCase()) ?? address;
  return (
    <nav class="mail-list" aria-label={`Mails, ${mails.length}`}>
      <ul onKeyDown={moveAlong}>
        {mails.map((mail) => (
          <li key={mail.id}>
            <Row mail={mail} to={mail.to.map(nameOf)} isRead={mail.id === read} onRead={onRead} />
          </li>
        ))}
      </ul>
      {onMore && (
        <button type="button" onClick={onMore}>
          Show earlier ones
        </button>
      )}
    </nav>
  );
}

interface RowProps {
  readonly mail: Mail;
  readonly to: readonly string[];
  readonly isRead: boolean;
  readonly onRead: (id: string) => void;
}

function Row({ mail, to, isRead, onRead }: RowProps): JSX.Element {
  const { word, looks } = kindOf(mail);
  return (
    <button
      type="button"
      class="mail-row"
      aria-current={isRead ? "true" : undefined}
      onClick={() => onRead(mail.id)}
    >
      <span class="mail-row-to">{to.join(", ")}</span>
      <time class="soft small" dateTime={mail.receivedAt}>
        {shortMoment(mail.receivedAt)}
      </time>
      <span class="mail-row-subject">{withoutKind(mail.subject, word)}</span>
      <span class={`mail-kind ${looks}`}>{word}</span>
    </button>
  );
}

/** The kind stands beside it already. */
function withoutKind(subject: string, word: string): string {
  return subject.startsWith(`${word}: `) ? subject.slice(word.length + 2) : subject;
}

function shortMoment(instant: string): string {
  const today = dayName(shownNow.value, viewerZone) === dayName(instant, viewerZone);
  const time = clockTime(instant, viewerZone);
  return today ? time : `${dayName(instant, viewerZone)}, ${time}`;
}

function moveAlong(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const rows = [...(event.currentTarget as HTMLElement).querySelectorAll("button")];
  const here = rows.indexOf(document.activeElement as HTMLButtonElement);
  const next = rows[here + step];
  if (here < 0 || !next) return;
  event.preventDefault();
  next.focus();
  next.click();
}

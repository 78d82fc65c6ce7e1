/** The frame around every page: where one can go, whether we are connected, and which moment it is. */

import type { JSX, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { AgentsPage } from "../agents/agents-page.tsx";
import { BookPage } from "../book/book-page.tsx";
import { BreakItPage } from "../break-it/break-it-page.tsx";
import { Announcer } from "../components/announcer.tsx";
import { DoorSign } from "../door-sign/door-sign.tsx";
import { InboxPage } from "../inbox/inbox-page.tsx";
import { connect } from "../live/changes.ts";
import { MeetingPage } from "../meetings/meeting-page.tsx";
import { MeetingsPage } from "../meetings/meetings-page.tsx";
import { RoomsPage } from "../rooms/rooms-page.tsx";
import { isPast } from "../time/as-of.ts";
import "./app.css";
import { ConnectionState } from "./connection-state.tsx";
import { Link } from "./link.tsx";
import { NoSuchPage } from "./no-such-page.tsx";
import { place } from "./router.ts";
import { isTravelling } from "./time-travel.ts";
import { TimeTravelBar } from "./time-travel-bar.tsx";
import { TimeTravelButton } from "./time-travel-button.tsx";
import { useTitle } from "./title.ts";

const PAGES = [
  {
    ...{ to: "/rooms", title: "Rooms", page: () => <RoomsPage /> },
    about: "What is free and what is taken; drag over a free time to book it.",
  },
  {
    ...{ to: "/book", title: "Book", page: () => <BookPage /> },
    about: "Say who has to come, and get times at which all can.",
  },
  {
    ...{ to: "/meetings", title: "Meetings", page: () => <MeetingsPage /> },
    about: "Every meeting, and what has happened to it.",
  },
  {
    ...{ to: "/agents", title: "Agents", page: () => <AgentsPage /> },
    about: "The processes that do the work, and what they are at.",
  },
  {
    ...{ to: "/break", title: "Break it", page: () => <BreakItPage /> },
    about: "Kill an agent, run a race, and see what holds.",
  },
  {
    ...{ to: "/inbox", title: "Inbox", page: () => <InboxPage /> },
    about: "The mails that were sent, with their invitations.",
  },
] as const;

export function App(): JSX.Element {
  useEffect(connect, []);
  const { path } = place.value;
  useKeptFocus(path);
  const nav = useCurrentInSight(path);
  const sign = /^\/room\/([^/]+)$/.exec(path);
  if (sign) return <DoorSign room={decodeURIComponent(sign[1]!)} />;
  return (
    <div class={frameClass()}>
      <a class="skip" href="#content">
        Skip to content
      </a>
      <header class="masthead">
        <Link to="/rooms" class="brand" label="Holdfast, rooms">
          <img
            src={new URL("../holdfast.svg", import.meta.url).href}
            alt=""
            width="28"
            height="28"
          />
          <span>Holdfast</span>
        </Link>
        <nav ref={nav} aria-label="Pages">
          <ul>
            {PAGES.map(({ to, title }) => (
              <li key={to}>
                <Link to={to} current={isAt(path, to)}>
                  {title}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <TimeTravelButton />
        <ConnectionState />
      </header>
      <TimeTravelBar />
      <main id="content" tabIndex={-1}>
        <Shown path={path} />
      </main>
      <Announcer />
    </div>
  );
}

/** On another page, what had the focus may be gone: whoever uses the keyboard goes on at its beginning. */
function useKeptFocus(path: string): void {
  const last = useRef(path);
  useEffect(() => {
    if (last.current === path) return;
    last.current = path;
    if (document.activeElement === document.body) {
      document.getElementById("content")?.focus({ preventScroll: true });
    }
  }, [path]);
}

/** On a narrow screen the pages' names scroll. */
function useCurrentInSight(path: string): RefObject<HTMLElement | null> {
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const current = nav.current?.querySelector("[aria-current]");
    current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [path]);
  return nav;
}

function frameClass(): string {
  return ["frame", isPast.value && "past", isTravelling.value && "travelling"]
    .filter(Boolean)
    .join(" ");
}

const MEETING = /^\/meetings\/([^/]+)$/;

function Shown({ path }: { path: string }): JSX.Element {
  const meeting = MEETING.exec(path);
  if (meeting) return <MeetingPage meeting={decodeURIComponent(meeting[1]!)} />;
  const shown = PAGES.find(({ to }) => isAt(path, to));
  return shown ? <Titled {...shown} /> : <NoSuchPage path={path} pages={PAGES} />;
}

function Titled({ title, page }: (typeof PAGES)[number]): JSX.Element {
  useTitle(title);
  return page();
}

/** A meeting is among the meetings. */
function isAt(path: string, to: string): boolean {
  if (to === "/rooms" && path === "/") return true;
  return path === to || (to === "/meetings" && MEETING.test(path));
}

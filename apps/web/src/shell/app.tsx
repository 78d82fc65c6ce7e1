/** The frame around every page: where one can go, whether we are connected, and which moment it is. */

import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
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
import { place } from "./router.ts";
import { TimeTravel } from "./time-travel.tsx";

const PAGES = [
  { to: "/rooms", title: "Rooms", page: () => <RoomsPage /> },
  { to: "/book", title: "Book", page: () => <BookPage /> },
  { to: "/meetings", title: "Meetings", page: () => <MeetingsPage /> },
  { to: "/agents", title: "Agents", page: () => <AgentsPage /> },
  { to: "/break", title: "Break it", page: () => <BreakItPage /> },
  { to: "/inbox", title: "Inbox", page: () => <InboxPage /> },
] as const;

export function App(): JSX.Element {
  useEffect(connect, []);
  const { path } = place.value;
  const sign = /^\/room\/([^/]+)$/.exec(path);
  if (sign) return <DoorSign room={decodeURIComponent(sign[1]!)} />;
  return (
    <div class={isPast.value ? "frame past" : "frame"}>
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
        <nav aria-label="Pages">
          <ul>
            {PAGES.map(({ to, title }) => (
              <li key={to}>
                <Link to={to} current={isWithin(path, to)}>
                  {title}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <ConnectionState />
      </header>
      <TimeTravel />
      <main id="content" tabIndex={-1}>
        <Shown path={path} />
      </main>
      <Announcer />
    </div>
  );
}

function Shown({ path }: { path: string }): JSX.Element {
  const meeting = /^\/meetings\/([^/]+)$/.exec(path);
  if (meeting) return <MeetingPage meeting={decodeURIComponent(meeting[1]!)} />;
  const shown = PAGES.find(({ to }) => isWithin(path, to));
  if (shown) return shown.page();
  return (
    <div class="stack">
      <h1>There is nothing here</h1>
      <p>
        No page goes by that address. <Link to="/rooms">Go to the rooms</Link>
      </p>
    </div>
  );
}

function isWithin(path: string, to: string): boolean {
  return path === to || path.startsWith(`${to}/`) || (path === "/" && to === "/rooms");
}

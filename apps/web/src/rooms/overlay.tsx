/** What is open over the page: one dialog at a time. */

import type { JSX } from "preact";
import { BookingForm } from "../book/booking-form.tsx";
import { CancelMeeting } from "../change-meeting/cancel-meeting.tsx";
import { MoveMeeting } from "../change-meeting/move-meeting.tsx";
import { announce } from "../components/announcer.tsx";
import { Dialog } from "../components/dialog.tsx";
import { directory } from "../directory/directory.ts";
import { CloseRoom } from "./close-room.tsx";
import { ClosureCard } from "./closure-card.tsx";
import { HeldCard } from "./held-card.tsx";
import { booked, letGo } from "./holding.ts";
import { MeetingCard } from "./meeting-card.tsx";
import { close, opened } from "./page-state.ts";
import { RefusalCard } from "./refusal-card.tsx";
import { RoomCard } from "./room-card.tsx";
import { SlotChoice } from "./slot-choice.tsx";

export function Overlay(): JSX.Element | null {
  const what = opened.value;
  switch (what?.kind) {
    case undefined:
      return null;
    case "slot":
      return (
        <Dialog title={`Choose a time in ${what.room.name}`} onClose={close}>
          <SlotChoice room={what.room} slot={what.slot} />
        </Dialog>
      );
    case "form": {
      const { room, hold } = what;
      return (
        <Dialog title={`Book ${room.name}`} onClose={letGo}>
          <BookingForm key={hold.id} hold={hold} room={room} onDone={booked} onLetGo={letGo} />
        </Dialog>
      );
    }
    case "refused":
      return (
        <Dialog key={what.refusal.headline} title={what.refusal.headline} onClose={close}>
          <RefusalCard refusal={what.refusal} next={what.next} />
        </Dialog>
      );
    case "meeting":
      return (
        <Dialog title={what.title} onClose={close}>
          <MeetingCard id={what.meeting} />
        </Dialog>
      );
    case "move":
      return (
        <Dialog title={`Move ${what.seen.meeting.title}`} onClose={close}>
          <MoveMeeting
            {...{ seen: what.seen, rooms: directory.value.rooms, onDone, onClose: close }}
          />
        </Dialog>
      );
    case "cancel":
      return (
        <Dialog title={`Cancel ${what.seen.meeting.title}`} onClose={close}>
          <CancelMeeting {...{ seen: what.seen, onDone, onClose: close }} />
        </Dialog>
      );
    case "held":
      return (
        <Dialog title={`${what.room.name} is held`} onClose={close}>
          <HeldCard room={what.room} taken={what.taken} />
        </Dialog>
      );
    case "room":
      return (
        <Dialog title={what.room.name} onClose={close}>
          <RoomCard room={what.room} />
        </Dialog>
      );
    case "close":
      return (
        <Dialog title={`Close ${what.room.name} for repair`} onClose={close}>
          <CloseRoom room={what.room} />
        </Dialog>
      );
    case "closure":
      return (
        <Dialog title={`${what.room.name} is closed for a while`} onClose={close}>
          <ClosureCard room={what.room} closure={what.closure} />
        </Dialog>
      );
  }
}

function onDone(sentence: string): void {
  close();
  announce(sentence);
}

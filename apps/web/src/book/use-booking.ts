/** A booking on its way, as a component shows it. */

import type { Meeting, Saga, UnderWay } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Problem } from "../api/http.ts";
import { RequestKeys } from "../api/request-keys.ts";
import { BookingAttempt } from "./booking-attempt.ts";
import type { BookingBody } from "./booking-draft.ts";

export interface Booking {
  readonly kind: "idle" | "sending" | "failed";
  /** What has been done so far. */
  readonly saga?: Saga;
  /** It takes longer than a reply waits: whoever does not want to wait may go on. */
  readonly underWay?: UnderWay;
  readonly error?: Error;
}

interface UsedBooking {
  readonly booking: Booking;
  readonly book: (body: BookingBody, heldBy: string) => void;
  /** The very same once more: what nobody answered to is settled before anything else is asked. */
  readonly again: () => void;
  readonly clear: () => void;
}

export function useBooking(onBooked: (meeting: Meeting) => void): UsedBooking {
  const booking = useSignal<Booking>({ kind: "idle" });
  const keys = useRef(new RequestKeys());
  const attempt = useRef<BookingAttempt | undefined>(undefined);
  useEffect(() => () => attempt.current?.stop(), []);

  const note = (changes: Partial<Booking>) => {
    booking.value = { ...booking.value, ...changes };
  };
  const last = useRef<{ body: BookingBody; heldBy: string } | undefined>(undefined);
  const book = (body: BookingBody, heldBy: string) => {
    last.current = { body, heldBy };
    attempt.current?.stop();
    booking.value = { kind: "sending" };
    const key = keys.current.keyFor(body);
    attempt.current = new BookingAttempt(
      { body, key, heldBy },
      {
        onSaga: (saga) => note({ saga }),
        onUnderWay: (underWay) => note({ underWay }),
        onBooked,
        onFailed: (error) => {
          // It is decided: the same content, sent later, is a new request.
          if (error instanceof Problem) keys.current.forget();
          note({ kind: "failed", error });
        },
      },
    );
  };
  return {
    booking: booking.value,
    book,
    again: () => {
      if (last.current) book(last.current.body, last.current.heldBy);
    },
    clear: () => {
      attempt.current?.stop();
      booking.value = { kind: "idle" };
    },
  };
}

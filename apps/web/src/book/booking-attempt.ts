/**
 * A booking on its way: sent once however often it is tried, its saga watched while it is worked on.
 *
 *     sending ──▶ booked (the meeting)
 *        │  └───▶ failed: refused, or nobody answered
 *        └──────▶ under way (202, or the key is at work already): asked again once a second, with the
 *                 same key, until the saga has decided
 */

import type { Commit, Meeting, Saga, UnderWay } from "@holdfast/api";
import { Problem, send } from "../api/http.ts";
import { readSaga } from "../api/meetings.ts";
import { onCommit } from "../live/changes.ts";
import type { BookingBody } from "./booking-draft.ts";
import { sagaOfBooking } from "./saga-of-booking.ts";

interface AttemptListener {
  readonly onSaga: (saga: Saga) => void;
  readonly onUnderWay: (underWay: UnderWay) => void;
  readonly onBooked: (meeting: Meeting) => void;
  readonly onFailed: (error: Error) => void;
}

interface Attempt {
  readonly body: BookingBody;
  readonly key: string;
  /** Who has placed the hold: us. */
  readonly heldBy: string;
}

const ASK_AGAIN_MS = 1_000;

export class BookingAttempt {
  readonly #attempt: Attempt;
  readonly #listener: AttemptListener;
  readonly #stopListening: () => void;
  #meeting: string | undefined;
  #isOver = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(attempt: Attempt, listener: AttemptListener) {
    this.#attempt = attempt;
    this.#listener = listener;
    this.#stopListening = onCommit((commit) => this.#heed(commit));
    void this.#ask();
  }

  stop(): void {
    this.#isOver = true;
    this.#stopListening();
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    const { body, key } = this.#attempt;
    try {
      const reply = await send<Meeting | UnderWay>("POST", "/api/meetings", {
        body,
        idempotencyKey: key,
      });
      if (this.#isOver) return;
      if (!("saga" in reply.body))
        return this.#end(() => this.#listener.onBooked(reply.body as Meeting));
      this.#meeting = reply.body.meeting;
      this.#listener.onUnderWay(reply.body);
      this.#askLater();
    } catch (error) {
      if (this.#isOver) return;
      if (isInProgress(error)) this.#askLater();
      else this.#end(() => this.#listener.onFailed(error as Error));
    }
  }

  #askLater(): void {
    void this.#look();
    this.#timer = setTimeout(() => void this.#ask(), ASK_AGAIN_MS);
  }

  #heed(commit: Commit | undefined): void {
    if (!commit) return;
    const { body, heldBy } = this.#attempt;
    this.#meeting = sagaOfBooking(commit, { holdId: body.holdId, heldBy }, this.#meeting);
    const saga = `book-${this.#meeting}`;
    if (commit.changes.some(({ key }) => key[0] === "saga" && key[1] === saga)) void this.#look();
  }

  /** What has been done of it so far. */
  async #look(): Promise<void> {
    if (this.#meeting === undefined) return;
    const found = readSaga(this.#meeting, undefined, { presentOnly: true });
    const saga = await found.catch(() => undefined);
    if (saga && !this.#isOver) this.#listener.onSaga(saga);
  }

  #end(tell: () => void): void {
    this.stop();
    tell();
  }
}

function isInProgress(error: unknown): boolean {
  return error instanceof Problem && error.slug === "request-in-progress";
}

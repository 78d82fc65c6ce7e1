/**
 * Step `hold-calendars`: hold the time of everybody who is required, or of nobody. Whoever is busy,
 * by a booking, somebody's hold, or a commitment in their own calendar, is named in the refusal.
 * Optional attendees are not asked.
 */
import { commitmentsDuring, PEOPLE, personResource, SAGA_HOLD_MS } from "@holdfast/scheduling";
import {
  getDocument,
  getHold,
  granted,
  placeHold,
  refused,
  releaseHold,
  takenIntervals,
} from "@holdfast/shared-state";
export const holdCalendars = {
  perform(tx, context) {
    const { input, saga, now } = context;
    const busy = input.required.flatMap((person) => obstacle(tx, person, context) ?? []);
    if (busy.length > 0) return refused("attendee-busy", { detail: { people: busy } });
    const holds = input.required.map((person) => {
      const slot = { resource: personResource(person), start: input.start, end: input.end };
      const request = { id: holdId(saga.id, person), by: saga.id, forMs: SAGA_HOLD_MS, now };
      const placed = placeHold(tx, slot, { ...request, ignoreBooking: input.meeting });
      if (!placed.ok) throw new Error(`Hold ${request.id}: ${placed.reason}.`);
      return { hold: placed.hold.id, fence: placed.hold.fence };
    });
    return granted({ result: { holds } });
  },
  compensate(tx, { input, saga }) {
    for (const person of input.required) {
      const hold = getHold(tx, holdId(saga.id, person));
      if (hold) releaseHold(tx, hold.id, { fence: hold.fence });
    }
  },
};
function obstacle(tx, person, { input }) {
  const { start, end } = input;
  if (!getDocument(tx, PEOPLE, person)) return { person, why: "person-unknown", start, end };
  for (const taken of takenIntervals(tx, { resource: personResource(person), start, end })) {
    if ("booking" in taken && taken.booking === input.meeting) continue;
    const why = "booking" in taken ? "booked" : "held";
    return { person, why, start: taken.start, end: taken.end };
  }
  const [commitment] = commitmentsDuring(tx, person, { start, end });
  if (!commitment) return undefined;
  const why = commitment.status === "unknown" ? "calendar-unclear" : "commitment";
  return { person, why, start: commitment.start, end: commitment.end };
}
function holdId(saga, person) {
  return `${saga}/person/${person}`;
}
//# sourceMappingURL=hold-calendars.js.map

/** Each operation as a request to the gateway, in one actor's name. */

import { sleep } from "@holdfast/shared-state";
import type {
  Answer,
  Asking,
  OperationInputs,
  PlannedOperation,
  Slot,
  WantedVersion,
} from "../operation.ts";
import { clock } from "../patience.ts";
import { answerFrom } from "./answers.ts";
import { type HttpReply, type HttpRequest, NoAnswer } from "./http.ts";
import { dayAfter, roomDocument } from "./office.ts";
import type { Processes } from "./processes.ts";

type Body = Readonly<Record<string, unknown>>;
type Inputs = OperationInputs;

const CLOSED_MS_MAX = 15_000;
const LOOK_EVERY_MS = 50;

export class GatewayOperations {
  readonly #processes: Processes;
  readonly #accessToken: string;
  /** What is read has to be at least as new as what this client has been told. */
  readonly #remembers: boolean;
  #seen = 0;

  constructor(
    processes: Processes,
    accessToken: string,
    { remembers }: { remembers: boolean } = { remembers: false },
  ) {
    this.#processes = processes;
    this.#accessToken = accessToken;
    this.#remembers = remembers;
  }

  /** Never rejects for want of an answer: that is an outcome, too. */
  async perform(operation: PlannedOperation, asking: Asking): Promise<Answer> {
    try {
      const answer = await this.#ask(operation, asking);
      this.#seen = Math.max(this.#seen, answer.revision ?? 0);
      return answer;
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      return { outcome: error.sent ? "unknown" : "failed", answered: false };
    }
  }

  #ask({ name, input }: PlannedOperation, { requestId }: Asking): Promise<Answer> {
    switch (name) {
      case "book":
        return this.#book(input, requestId);
      case "confirm-hold":
        return this.#book(input, requestId, input.hold);
      case "place-hold":
        return this.#placeHold(input);
      case "release-hold":
        return this.#answer("DELETE", `/api/holds/${input.hold}`, {}, () => ({}));
      case "move":
        return this.#move(input);
      case "edit":
        return this.#edit(input);
      case "cancel":
        return this.#cancel(input, requestId);
      case "read-meeting":
        return this.#read(`/api/meetings/${input.meeting}`, input, withVersion);
      case "read-diary":
        return this.#readDiary(input);
      case "read-day":
        return this.#readDay(input);
      case "read-agenda":
        return this.#readAgenda(input);
      case "read-free-rooms":
        return this.#readFreeRooms(input);
      case "read-room":
        return this.#read(`/api/rooms/${input.room}`, input, (body) => body);
      case "edit-room":
        return this.#editRoom(input);
      case "close-room":
        return this.#closeRoom(input);
    }
  }

  #book(input: Inputs["book"], requestId: string, holdId?: string): Promise<Answer> {
    const { title, organizer, required, room } = input;
    const body = {
      ...{ title, description: requestId, organizer, required, room },
      ...timesOut(input),
      ...(holdId && { holdId }),
    };
    const headers = { "idempotency-key": requestId };
    return this.#answer("POST", "/api/meetings", { body, headers }, ({ id }, told) => ({
      ...{ meeting: id, version: versionIn(told) },
    }));
  }

  #placeHold(input: Inputs["place-hold"]): Promise<Answer> {
    const body = { room: input.room, ...timesOut(input), forMs: input.forMs };
    // The latest that it can be. What the answer tells of its end is never too late, but may be early.
    return this.#answer("POST", "/api/holds", { body }, ({ id, fence }) => {
      return { hold: id, fence, lapsesAtMs: clock.monotonicMs() + input.forMs };
    });
  }

  async #move({ meeting, changes, version }: Inputs["move"]): Promise<Answer> {
    const path = `/api/meetings/${meeting}`;
    const { room } = changes;
    const body = { ...(room !== undefined && { room }), ...timesOut(changes) };
    const basis = await this.#basis(path, version);
    return this.#answer("PATCH", path, { body, headers: ifMatch(basis) }, withVersion);
  }

  async #edit({ meeting, changes, version }: Inputs["edit"]): Promise<Answer> {
    const path = `/api/meetings/${meeting}`;
    const basis = await this.#basis(path, version);
    const request = { body: changes, headers: ifMatch(basis) };
    return builtOn(basis, await this.#answer("PATCH", path, request, withVersion));
  }

  #cancel({ meeting }: Inputs["cancel"], requestId: string): Promise<Answer> {
    const path = `/api/meetings/${meeting}?reason=${encodeURIComponent(requestId)}`;
    return this.#answer("DELETE", path, { headers: { "if-match": "*" } }, withVersion);
  }

  #readDiary({ room, start, end, atLeast }: Inputs["read-diary"]): Promise<Answer> {
    const from = new Date(start).toISOString();
    const to = new Date(Math.max(end, dayAfter(start))).toISOString();
    const path = `/api/rooms/${room}/diary?from=${from}&to=${to}`;
    const seen = atLeast ?? (this.#remembers ? this.#seen : undefined);
    return this.#read(path, { atLeast: seen }, ({ intervals }) => ({ intervals }));
  }

  #readDay({ room, start, ...reading }: Inputs["read-day"]): Promise<Answer> {
    const day = new Date(start).toISOString().slice(0, 10);
    const path = `/api/rooms/${room}/days/${day}`;
    return this.#read(path, reading, ({ meetings }) => ({ meetings }));
  }

  #readAgenda({ person, start, end, ...reading }: Inputs["read-agenda"]): Promise<Answer> {
    const [from, to] = [start, end].map((at) => new Date(at).toISOString());
    const path = `/api/people/${person}/agenda?from=${from}&to=${to}`;
    return this.#read(path, reading, ({ meetings }) => ({ meetings }));
  }

  #readFreeRooms({ start, end, ...reading }: Inputs["read-free-rooms"]): Promise<Answer> {
    const span = new URLSearchParams(timesOut({ start, end }));
    const path = `/api/free-rooms?${span}`;
    return this.#read(path, reading, ({ rooms }) => ({ rooms }));
  }

  /** A client that passes the revision back that it was told must not be shown less. */
  #read(
    path: string,
    { atLeast }: { readonly atLeast?: number | undefined },
    output: (body: Body, headers: Headers) => Body,
  ): Promise<Answer> {
    const headers: Record<string, string> =
      atLeast === undefined ? {} : { "holdfast-at-least": String(atLeast) };
    return this.#answer("GET", path, { headers }, output);
  }

  async #editRoom({ room, capacity, version }: Inputs["edit-room"]): Promise<Answer> {
    const path = `/api/rooms/${room}`;
    const basis = await this.#basis(path, version);
    const request = { body: roomDocument(room, capacity), headers: ifMatch(basis) };
    return builtOn(basis, await this.#answer("PUT", path, request, withVersion));
  }

  /** Asked for at once; then the agents move one meeting after the other. */
  async #closeRoom({ reason, ...slot }: Inputs["close-room"]): Promise<Answer> {
    const path = `/api/rooms/${slot.room}/closures`;
    const body = { ...timesOut(slot), reason };
    const asked = await this.#send("POST", path, { body });
    if (asked.status !== 202) return answerFrom(asked, () => ({}));
    const deadline = clock.monotonicMs() + CLOSED_MS_MAX;
    while (clock.monotonicMs() < deadline) {
      const reply = await this.#send("GET", `${path}/${asked.body.id}`);
      const { state } = reply.body;
      if (state === "closed" || state === "cancelled") {
        return answerFrom(reply, ({ id, meetings }) => ({ closure: id, meetings }));
      }
      await sleep(clock, LOOK_EVERY_MS);
    }
    return { outcome: "unknown", output: { closure: asked.body.id } };
  }

  /** Undefined: whatever stands. */
  async #basis(path: string, version: WantedVersion): Promise<number | undefined> {
    if (version === "any") return undefined;
    return version === "latest" ? versionIn((await this.#send("GET", path)).headers) : version;
  }

  async #answer(
    method: HttpRequest["method"],
    path: string,
    request: Partial<HttpRequest>,
    output: (body: Body, headers: Headers) => Body,
  ): Promise<Answer> {
    return answerFrom(await this.#send(method, path, request), output);
  }

  #send(
    method: HttpRequest["method"],
    path: string,
    request: Partial<HttpRequest> = {},
  ): Promise<HttpReply<Body>> {
    return this.#processes.ask(path, { ...request, method, accessToken: this.#accessToken });
  }
}

function ifMatch(basis: number | undefined): Record<string, string> {
  return { "if-match": basis === undefined ? "*" : `"${basis}"` };
}

function builtOn(basedOn: number | undefined, answer: Answer): Answer {
  return basedOn === undefined ? answer : { ...answer, basedOn };
}

function timesOut({ start, end }: Partial<Slot>): Record<string, string> {
  return {
    ...(start !== undefined && { start: new Date(start).toISOString() }),
    ...(end !== undefined && { end: new Date(end).toISOString() }),
  };
}

function withVersion(
  { title, description, room, start, end, status }: Body,
  headers: Headers,
): Body {
  return { version: versionIn(headers), title, description, room, start, end, status };
}

/** `"3"`, or `W/"3"`. */
function versionIn(headers: Headers): number {
  return Number(/"(\d+)"/.exec(headers.get("etag") ?? "")?.[1] ?? 0);
}

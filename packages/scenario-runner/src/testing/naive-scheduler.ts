/**
 * A scheduler as it is often written first: it looks whether the room is free, asks its database, and
 * then writes the booking down. Between looking and writing others look, too.
 *
 * A program of its own, spoken to over HTTP: `POST /bookings`, `DELETE /bookings/ID`, `GET /bookings`. It
 * prints its port.
 */

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

interface Booking {
  readonly id: string;
  readonly room: string;
  readonly start: number;
  readonly end: number;
}

/** How long its database takes, which is where the other one comes in. */
const DATABASE_MS = 20;

const bookings = new Map<string, Booking>();
let counted = 0;

const server = createServer((request, response) => {
  void answer(request).then(({ status, body }) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  });
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
// Whoever started it has gone.
process.stdin.on("close", () => process.exit(0)).resume();

async function answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
  const { method, url = "" } = request;
  if (method === "GET") return { status: 200, body: [...bookings.values()] };
  if (method === "DELETE") {
    const gone = bookings.delete(url.slice(url.lastIndexOf("/") + 1));
    return { status: gone ? 200 : 404, body: {} };
  }
  return book(JSON.parse(await bodyOf(request)) as Omit<Booking, "id">);
}

async function book({ room, start, end }: Omit<Booking, "id">) {
  const taken = [...bookings.values()].some(
    (each) => each.room === room && each.start < end && start < each.end,
  );
  if (taken) return { status: 409, body: { reason: "taken" } };
  await new Promise((resolve) => setTimeout(resolve, DATABASE_MS));
  counted += 1;
  const booking = { id: `b${counted}`, room, start, end };
  bookings.set(booking.id, booking);
  return { status: 201, body: booking };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const piece of request) text += String(piece);
  return text;
}

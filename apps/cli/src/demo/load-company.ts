/**
 * Brings the company into the state: creates what is missing and changes what differs, so that it can
 * be done again at any time. Then waits until the calendars have been read.
 */

import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import type { ImportedCalendar, Person, Room } from "@holdfast/api";
import { listPeople, listRooms } from "../api.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import type { Gateway } from "../http.ts";
import { waitFor } from "../patience.ts";
import { CALENDARS, type CalendarFile, PEOPLE, ROOMS } from "./company.ts";

const CALENDAR_MS_MAX = 30_000;

export async function loadCompany(gateway: Gateway): Promise<void> {
  await bring(gateway, "/api/rooms", ROOMS, await listRooms(gateway));
  await bring(gateway, "/api/people", PEOPLE, await listPeople(gateway));
  await Promise.all(CALENDARS.map((file) => importCalendar(gateway, file)));
}

async function bring(
  gateway: Gateway,
  path: string,
  wanted: Readonly<Record<string, object>>,
  present: readonly (Room | Person)[],
): Promise<void> {
  const changes = Object.entries(wanted).map(async ([id, body]) => {
    const found = present.find((each) => each.id === id);
    if (found && isSame(found, body)) return;
    const guard = found ? { ifMatch: `"${found.version}"` } : { ifNoneMatch: "*" };
    await gateway.ask(`${path}/${id}`, { method: "PUT", body, ...guard });
  });
  await Promise.all(changes);
}

function isSame({ id: _id, version: _version, ...value }: Room | Person, wanted: object): boolean {
  return isDeepStrictEqual(value, wanted);
}

/** A calendar that is there already stays as it is: its owner may have imported a newer one. */
async function importCalendar(gateway: Gateway, { person, path }: CalendarFile): Promise<void> {
  const url = `/api/people/${person}/calendar`;
  const present = await gateway.send<ImportedCalendar>(url);
  if (!present.ok) {
    await gateway.ask(url, {
      method: "POST",
      body: await readFile(path, "utf8"),
      contentType: "text/calendar; charset=utf-8",
    });
  }
  const look = async () => (await gateway.ask<ImportedCalendar>(url)).body.reading;
  if (await waitFor(look, { waitMsMax: CALENDAR_MS_MAX })) return;
  throw new CommandError(
    `The calendar of ${person} was not read; is the calendar agent there?`,
    EXIT.notServing,
  );
}

/**
 * The small company of the demo: three offices, six rooms, nine people.
 *
 * Ada, Grace and Haruki bring calendars of their own (`packages/scheduling/demo`). The others are
 * busy only with what is booked here, so the story can rely on them.
 */

import { join } from "node:path";
import { everyWorkday, type Person, type Room } from "@holdfast/scheduling";
import { CHECKOUT } from "../state-folder.ts";

const BERLIN = "Europe/Berlin";
const NEW_YORK = "America/New_York";
const TOKYO = "Asia/Tokyo";

const openFrom = (opens: string, closes: string) => everyWorkday([opens, closes]);

export const ROOMS: Readonly<Record<string, Room>> = {
  "ada-lovelace": room("Ada Lovelace", 4, ["whiteboard"], BERLIN),
  "alan-turing": room("Alan Turing", 8, ["projector", "video"], BERLIN),
  "konrad-zuse": room("Konrad Zuse", 14, ["projector", "video", "whiteboard"], BERLIN),
  "grace-hopper": room("Grace Hopper", 10, ["projector", "video"], NEW_YORK),
  "katherine-johnson": room("Katherine Johnson", 5, ["whiteboard"], NEW_YORK),
  "eiichi-goto": room("Eiichi Goto", 6, ["video", "whiteboard"], TOKYO),
};

export const PEOPLE: Readonly<Record<string, Person>> = {
  ada: person("Ada Brandt", "ada", BERLIN),
  jonas: person("Jonas Keller", "jonas", BERLIN),
  lena: person("Lena Vogt", "lena", BERLIN),
  grace: person("Grace Miller", "grace", NEW_YORK),
  marcus: person("Marcus Reed", "marcus", NEW_YORK),
  nora: person("Nora Quinn", "nora", NEW_YORK),
  haruki: person("Haruki Sato", "haruki", TOKYO),
  kenji: person("Kenji Mori", "kenji", TOKYO),
  yui: person("Yui Tanaka", "yui", TOKYO),
};

export interface CalendarFile {
  readonly person: string;
  readonly dialect: string;
  readonly path: string;
}

const CALENDAR_FOLDER = join(CHECKOUT, "packages", "scheduling", "demo");

export const CALENDARS: readonly CalendarFile[] = [
  { person: "ada", dialect: "Google", path: join(CALENDAR_FOLDER, "ada-google.ics") },
  { person: "grace", dialect: "Outlook", path: join(CALENDAR_FOLDER, "grace-outlook.ics") },
  { person: "haruki", dialect: "Apple", path: join(CALENDAR_FOLDER, "haruki-apple.ics") },
];

function room(name: string, capacity: number, equipment: string[], zone: string): Room {
  return { name, capacity, equipment, zone, openingHours: openFrom("07:00", "20:00") };
}

function person(name: string, mailbox: string, zone: string): Person {
  const workingHours = openFrom("09:00", "18:00");
  return { name, email: `${mailbox}@holdfast.example`, zone, workingHours };
}

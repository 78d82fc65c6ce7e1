/** What people write about a meeting. It ends up in mail and calendars: no control characters. */

import { displayName } from "@holdfast/scheduling";
import { z } from "zod";

const DESCRIPTION_LENGTH_MAX = 8_000;

export const meetingTitle = displayName;

export const meetingDescription = z
  .string()
  .max(DESCRIPTION_LENGTH_MAX)
  .refine((text) => !/[^\P{Cc}\n\r\t]/u.test(text), {
    message: "must not contain control characters other than line ends and tabs",
  });

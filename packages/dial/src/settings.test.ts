import { expect, it } from "vitest";
import { dialText, parseDialText } from "./settings.ts";

it("settings come through a process's environment as they were", () => {
  const settings = { "place-hold": "check-then-act", "read-diary": "at-least" } as const;
  expect(parseDialText(dialText(settings))).toEqual(settings);
  expect(dialText({ ...settings, "edit-meeting": undefined })).toBe(dialText(settings));
});

it.each(["", "place-hold", "place-hold=eventual", "read-diary=transaction", "confirm=optimistic"])(
  "%o is no setting",
  (text) => {
    expect(() => parseDialText(text)).toThrow();
  },
);

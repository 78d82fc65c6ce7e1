import { describe, expect, it } from "vitest";
import { readSender } from "./sender.ts";

describe("the sender of all mails", () => {
  it("is not several addresses, and not something else", () => {
    for (const from of ["", "Holdfast", "a@example.org, b@example.org", "x <a@b\r\nBcc: c@d>"]) {
      expect(() => readSender(from), from).toThrow();
    }
  });

  it("has a name and a domain", () => {
    expect(readSender("Rooms <rooms@example.org>")).toEqual({
      name: "Rooms",
      address: "rooms@example.org",
      domain: "example.org",
    });
    expect(readSender("rooms@example.org").name).toBe("Holdfast");
    expect(readSender(undefined).domain).toBe("holdfast.localhost");
  });
});

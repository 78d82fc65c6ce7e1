import { test } from "vitest";
import { killReaders } from "./testing/killing-readers.ts";

test("readers killed with more snapshots open than there are slots leave them to others", async () => {
  await killReaders(48, 24);
});

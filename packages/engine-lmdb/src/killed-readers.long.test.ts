import { test } from "vitest";
import { killReaders } from "./testing/killing-readers.ts";

test("readers killed five hundred times leave their slots to others", async () => {
  await killReaders(500, 8);
});

import { test } from "vitest";
import { killReaders } from "./killing-readers.ts";

test("readers killed five hundred times leave their slots to others", async () => {
  await killReaders(500, 8);
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { invalid, PROBLEMS, Problem } from "./problems.ts";

const PAGE = new URL("../../../docs/reference/problems.md", import.meta.url);

describe("problems", () => {
  it("are the ones that the reference explains, with their statuses", () => {
    const page = readFileSync(PAGE, "utf8");
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (\d{3}) \|/gm)];
    const documented = rows.map(([, slug, status]) => `${slug} ${status}`);
    const known = Object.entries(PROBLEMS).map(([slug, { status }]) => `${slug} ${status}`);
    expect(documented.sort()).toEqual(known.sort());
  });

  it("say type, title, status and detail, then what stands in the way", () => {
    const problem = new Problem("room-taken", {
      detail: "Somebody has it.",
      members: { room: "turing" },
    });
    expect(Object.entries(problem.toBody())).toEqual([
      ["type", "urn:holdfast:problem:room-taken"],
      ["title", PROBLEMS["room-taken"].title],
      ["status", 409],
      ["detail", "Somebody has it."],
      ["room", "turing"],
    ]);
  });

  it("name every field that is wrong", () => {
    const errors = [
      { field: "start", message: "has passed" },
      { field: "end", message: "is missing" },
    ];
    expect(invalid(...errors).toBody()).toMatchObject({ status: 422, errors });
  });
});

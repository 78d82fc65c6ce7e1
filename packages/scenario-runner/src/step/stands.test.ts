import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FailpointControl, installFailpoints, markThrowAway } from "@holdfast/agent-runtime";
import { failpointAside } from "@holdfast/shared-state";
import { handleFailpoints } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Stand, Stands } from "./stands.ts";

const AT = "task.before-attempt";

let folder: string;
let control: FailpointControl;
let stands: Stands;
/** The tasks that are past the failpoint. */
let past: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-stands-"));
  control = new FailpointControl(join(folder, "failpoints"));
  markThrowAway(join(folder, "state"));
  stands = new Stands(control);
  stands.arm(["room-agent/1", "room-agent/2"], [AT]);
  past = [];
});

afterEach(() => {
  handleFailpoints(undefined);
  control.close();
  rmSync(folder, { recursive: true });
});

/** In the name of that process, which this one is from now on. */
function comes(actor: string, kind: string, id: string): Promise<void> {
  const [failpoints, state] = [control.folder, join(folder, "state")];
  installFailpoints({ failpoints, state, actor });
  return failpointAside(AT, { kind, queue: "room-agent", id }).then(() => {
    past.push(id);
  });
}

const seen = (of: readonly Stand[]) => of.map(({ name, kind, hit }) => [name, kind, hit]);

it("several tasks of one process stand, each counted among those of its kind, and go on alone", async () => {
  const held = [
    comes("room-agent/1", "hold-room", "m1"),
    comes("room-agent/1", "confirm", "m2"),
    comes("room-agent/1", "hold-room", "m3"),
    comes("room-agent/2", "hold-room", "m1-too"),
  ];
  expect(seen(stands.look())).toEqual([
    ["stand-1", "hold-room", 1],
    ["stand-2", "confirm", 1],
    ["stand-3", "hold-room", 2],
    ["stand-4", "hold-room", 3],
  ]);
  stands.release(stands.standing[2]!);
  await vi.waitFor(() => expect(past).toEqual(["m3"]));
  expect(stands.look()).toEqual([]);
  expect(seen(stands.standing).map(([name]) => name)).toEqual(["stand-1", "stand-2", "stand-4"]);
  stands.letAllGo();
  await Promise.all(held);
  expect(past.slice().sort()).toEqual(["m1", "m1-too", "m2", "m3"]);
});

it("who comes after another was let go stands again, and nobody does when all are let go", async () => {
  const first = comes("room-agent/1", "hold-room", "m1");
  stands.release(stands.look()[0]!);
  await first;
  const second = comes("room-agent/1", "hold-room", "m2");
  expect(seen(stands.look())).toEqual([["stand-2", "hold-room", 2]]);
  stands.letAllGo();
  await second;
  await comes("room-agent/1", "hold-room", "m3");
  expect(past).toEqual(["m1", "m2", "m3"]);
});

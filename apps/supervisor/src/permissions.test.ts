import { expect, test } from "vitest";
import type { ChildSpec, Needs } from "./child-spec.ts";
import { nodeFlags } from "./permissions.ts";

function flags(nodeVersion: string, needs: Needs = {}): string[] {
  const spec: ChildSpec = {
    name: "room-agent/1",
    role: "room-agent",
    program: "/code/apps/room-agent/bundle/main.mjs",
    memoryMb: 96,
    needs,
  };
  return nodeFlags(spec, { nodeVersion, codeFolder: "/code", stateFolder: "/state" });
}

test("memory is limited on every version", () => {
  for (const version of ["20.11.0", "20.20.2", "22.0.0", "24.9.0", "25.0.0"]) {
    expect(flags(version)).toContain("--max-old-space-size=96");
    expect(flags(version, { restricted: false })).toEqual(["--max-old-space-size=96"]);
  }
});

test("the switch is the one that the version knows, and none where addons could not load", () => {
  expect(flags("20.11.1")).toEqual(["--max-old-space-size=96"]);
  expect(flags("21.7.0")).toEqual(["--max-old-space-size=96"]);
  expect(flags("20.12.0")).toContain("--experimental-permission");
  expect(flags("20.12.0")).not.toContain("--permission");
  expect(flags("22.0.0")).toContain("--permission");
  expect(flags("25.1.0")).toContain("--permission");
});

test("a child writes to the state's folder and to what it named, and to nothing else", () => {
  const writable = flags("24.9.0", { read: ["/etc/rooms"], write: ["/var/outbox"] })
    .filter((flag) => flag.startsWith("--allow-fs-write="))
    .map((flag) => flag.slice("--allow-fs-write=".length));
  expect(writable).toEqual(["/state/", "/var/outbox"]);
});

test("a folder is not named again by what is in it, which would make Node 20 forget the folder", () => {
  const named = flags("20.20.2", {
    read: ["/code/apps/room-agent/bundle/x"],
    write: ["/state/failpoints/", "/statement/"],
  });
  const paths = (flag: string) =>
    named.filter((each) => each.startsWith(flag)).map((each) => each.slice(flag.length));
  expect(paths("--allow-fs-write=")).toEqual(["/state/", "/statement/"]);
  expect(paths("--allow-fs-read=")).toEqual([
    ...["/code/node_modules/", "/code/apps/room-agent/bundle/", "/state/", "/statement/"],
  ]);
});

test("the network is given to those that need it, where it can be refused at all", () => {
  expect(flags("25.0.0", { network: true })).toContain("--allow-net");
  expect(flags("25.0.0")).not.toContain("--allow-net");
  expect(flags("24.9.0", { network: true })).not.toContain("--allow-net");
});

test("no child may start other programs", () => {
  expect(flags("24.9.0", { network: true })).not.toContain("--allow-child-process");
});

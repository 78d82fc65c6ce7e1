/**
 * Each child gets only what it needs, as far as Node can hold it to that.
 *
 * Node's permission model keeps a program's JavaScript from files that it has no business with,
 * from starting other programs and, from Node 25, from the network. It came in steps, hence the
 * table of versions. LMDB is native code, which the model does not reach: it is a guard rail against
 * mistakes and against a careless dependency, not a wall against an attacker.
 */

import { dirname, join } from "node:path";
import type { ChildSpec } from "./child-spec.ts";

export interface Surroundings {
  /** Node's own version, such as `20.20.2`. */
  readonly nodeVersion: string;
  /** The checkout: where `node_modules` is. */
  readonly codeFolder: string;
  readonly stateFolder: string;
}

/** The folders of the checkout that hold code which is not in a program's own folder: libraries. */
const CODE = ["node_modules"];

/** What `node` is called with before the program. */
export function nodeFlags(spec: ChildSpec, surroundings: Surroundings): string[] {
  return [
    `--max-old-space-size=${spec.memoryMb}`,
    ...(spec.needs.restricted === false ? [] : permissionFlags(spec, surroundings)),
  ];
}

function permissionFlags(spec: ChildSpec, around: Surroundings): string[] {
  const switchOn = permissionSwitch(around.nodeVersion);
  if (!switchOn) return [];
  const code = CODE.map((folder) => join(around.codeFolder, folder, "/"));
  const own = join(dirname(spec.program), "/");
  const write = outermost([join(around.stateFolder, "/"), ...(spec.needs.write ?? [])]);
  const read = outermost([...code, own, ...write, ...(spec.needs.read ?? [])]);
  return [
    switchOn,
    "--allow-addons",
    "--allow-worker",
    ...networkFlags(spec, around.nodeVersion),
    ...read.map((path) => `--allow-fs-read=${path}`),
    ...write.map((path) => `--allow-fs-write=${path}`),
    // Node warns that the model is young, that addons escape it, and that workers may: we know.
    "--disable-warning=ExperimentalWarning",
    "--disable-warning=SecurityWarning",
  ];
}

/** Node 20 forgets what a folder allows when a path in it is named too. */
function outermost(paths: readonly string[]): string[] {
  const isCovered = (path: string) =>
    paths.some((other) => other !== path && other.endsWith("/") && path.startsWith(other));
  return paths.filter((path) => !isCovered(path));
}

/** Before 20.12 no addon can be loaded under the permission model, so LMDB cannot. */
function permissionSwitch(nodeVersion: string): string | undefined {
  const { major, minor } = parse(nodeVersion);
  if (major >= 22) return "--permission";
  return major === 20 && minor >= 12 ? "--experimental-permission" : undefined;
}

function networkFlags({ needs }: ChildSpec, nodeVersion: string): string[] {
  return needs.network && parse(nodeVersion).major >= 25 ? ["--allow-net"] : [];
}

function parse(nodeVersion: string): { major: number; minor: number } {
  const [major = 0, minor = 0] = nodeVersion.split(".").map(Number);
  return { major, minor };
}

/** Is this machine fit for it, and the state's folder? */

import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statfsSync,
  watch,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { CHECKOUT } from "../state-folder.ts";

export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
  /** What to do, when it is not. */
  readonly advice?: string;
  readonly exitCode?: number;
}

const NODE_MAJOR_MIN = 20;
const FREE_MB_MIN = 200;
const NOTICED_MS_MAX = 2_000;

export async function checkMachine(folder: string): Promise<Finding[]> {
  const near = nearestFolder(folder);
  return [checkNode(), checkStore(), checkDisk(near), await checkFolder(near), checkClock()];
}

function checkNode(): Finding {
  const { node } = process.versions;
  return {
    what: "Node.js",
    ok: Number.parseInt(node, 10) >= NODE_MAJOR_MIN,
    found: node,
    advice: `Install version ${NODE_MAJOR_MIN} or newer: https://nodejs.org`,
  };
}

/** In a process of its own: a native library that does not fit can end the process that loads it. */
function checkStore(): Finding {
  const what = "The store (lmdb)";
  try {
    const require = createRequire(join(CHECKOUT, "packages", "engine-lmdb", "package.json"));
    const library = require.resolve("lmdb");
    const stdio = "pipe" as const;
    execFileSync(process.execPath, ["-e", `require(${JSON.stringify(library)})`], { stdio });
    return { what, ok: true, found: "loads" };
  } catch (error) {
    const [found = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    const advice = "Delete node_modules and run: npm run build";
    return { what, ok: false, found: `does not load: ${found}`, advice };
  }
}

function checkDisk(folder: string): Finding {
  const { bavail, bsize } = statfsSync(folder);
  const freeMb = Math.floor((bavail * bsize) / 2 ** 20);
  return {
    what: "Disk",
    ok: freeMb >= FREE_MB_MIN,
    found: `${freeMb} MB free in ${folder}`,
    advice: `Free ${FREE_MB_MIN} MB, or put the state elsewhere with --state.`,
  };
}

/** Can files be written there, and does the system tell when one changes? */
async function checkFolder(folder: string): Promise<Finding> {
  const what = "The state's folder";
  const advice = "Choose a folder on a local disk that you may write to, with --state.";
  let trial: string | undefined;
  try {
    trial = mkdtempSync(join(folder, ".holdfast-doctor-"));
    const noticed = await isChangeNoticed(join(trial, "file"));
    const found = noticed ? "writable, changes are noticed" : "changes of files are not noticed";
    return { what, ok: noticed, found, advice };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return { what, ok: false, found, advice };
  } finally {
    if (trial) rmSync(trial, { recursive: true, force: true });
  }
}

function isChangeNoticed(file: string): Promise<boolean> {
  writeFileSync(file, "");
  return new Promise((resolve) => {
    const watcher = watch(file, () => done(true));
    const timer = setTimeout(() => done(false), NOTICED_MS_MAX);
    const done = (noticed: boolean) => {
      clearTimeout(timer);
      watcher.close();
      resolve(noticed);
    };
    setImmediate(() => writeFileSync(file, "changed"));
  });
}

/** Leases are measured by the clock of the boot: it has to have a name, and the wall clock a sense. */
function checkClock(): Finding {
  const what = "Clocks";
  const year = new Date().getFullYear();
  const boot = bootId();
  const ok = year >= 2025 && boot !== "";
  const found = `${new Date().toISOString()}, ${boot === undefined ? "boot id is derived" : `boot ${boot.slice(0, 8)}`}`;
  return { what, ok, found, advice: "Set the system's clock; leases and invitations need it." };
}

/** Undefined where the system has no such file: the boot is then named by its time. */
function bootId(): string | undefined {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return undefined;
  }
}

function nearestFolder(folder: string): string {
  return existsSync(folder) ? folder : nearestFolder(dirname(folder));
}

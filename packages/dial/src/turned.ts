/**
 * The dial of a process that serves: for each operation that is turned, what takes the place of what
 * the process does as a rule. The process asks for it at its start, if its environment says so; only
 * then is this module loaded at all.
 */

import {
  type AgentEnvironment,
  DIAL_VARIABLE,
  type DiaryReading,
  EnvironmentError,
  type Guarantee,
} from "@holdfast/agent-runtime";
import {
  defineRole,
  failpointAside,
  type Key,
  keyspace,
  type Role,
  type Transaction,
} from "@holdfast/shared-state";
import { actOn } from "./acts.ts";
import { MAIL_NAME_KEYS } from "./mail-names.ts";
import { readingOn } from "./reading.ts";
import {
  type DialSettings,
  isWeakWrite,
  parseDialText,
  type WriteName,
  type WriteSetting,
} from "./settings.ts";
import { STRONG } from "./strong-settings.ts";
import { performWeakly, type WeakPerforming } from "./weak-settings.ts";
import type { Pacing, Write } from "./write.ts";

export interface TurnedDial {
  /** How a write is committed; undefined: as always. */
  commit(operation: WriteName): Guarantee | undefined;
  /** Undefined: as always. */
  readonly readDiary: DiaryReading | undefined;
}

/** Whoever is paused for longer loses the lock; whoever waits for it waits longer than that. */
const LOCK_LEASE_MS = 1_000;
const LOCK_WAIT_MS_MAX = 2_000;

/** Somebody who stages a race holds it up here. */
const PACING: Pacing = {
  async thinks() {},
  aboutToWrite: () => failpointAside("dial.before-write"),
};

/** Which keys an operation has to look at, and may then be wrong about. */
const LOOKS_AT: Readonly<Record<WriteName, (key: Key) => boolean>> = {
  "place-hold": isBelow(keyspace.diaries(), keyspace.holds(), keyspace.locks()),
  "edit-meeting": isBelow(["stream"]),
  "send-notification": () => true,
};

/** @throws EnvironmentError when the text is no setting of the dial */
export function turnDial(text: string, { state: folder }: AgentEnvironment): TurnedDial {
  const settings = parsed(text);
  const { "read-diary": read } = settings;
  return {
    commit(operation) {
      const setting = settings[operation];
      return setting && guaranteeOn(operation, setting, folder);
    },
    readDiary: read && readingOn(read),
  };
}

/** A turned write takes locks, and names mails. */
export function widened({ name, writes }: Role): Role {
  return defineRole(name, { writes: [...writes, keyspace.locks(), MAIL_NAME_KEYS] });
}

function parsed(text: string): DialSettings {
  try {
    return parseDialText(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new EnvironmentError([{ path: [DIAL_VARIABLE], message }]);
  }
}

function guaranteeOn(operation: WriteName, setting: WriteSetting, folder: string): Guarantee {
  const believes = LOOKS_AT[operation];
  return (state, body, note) => {
    const write: Write<ReturnType<typeof body>> = {
      ...{ lock: `dial/${operation}`, note, believes, body: (tx: Transaction) => body(tx) },
      act: actOn(body, believes),
    };
    const performing: WeakPerforming = {
      ...{ state, folder, pacing: PACING },
      ...{ leaseMs: LOCK_LEASE_MS, lockWaitMsMax: LOCK_WAIT_MS_MAX },
    };
    return isWeakWrite(setting)
      ? performWeakly(setting, write, performing)
      : STRONG[setting](write, performing);
  };
}

function isBelow(...prefixes: readonly Key[]): (key: Key) => boolean {
  return (key) => prefixes.some(([first]) => first === key[0]);
}

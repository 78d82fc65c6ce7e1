/**
 * PostgreSQL, with an exclusion constraint that forbids two rows of one room to overlap. A hold is one
 * prepared statement, and so one transaction and one round trip: it inserts the hold and its event.
 *
 * A constraint cannot look at the clock. So an insert that is refused deletes what has expired of the
 * slot and tries once more; nobody pays for that who meets nobody.
 *
 * Clients talk through a Unix socket; each connection has one statement under way at a time.
 */

import { execFileSync } from "node:child_process";
import { chownSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseError, Pool } from "pg";
import { findProgram, startServer } from "./server-process.ts";
import type { HoldClient, HoldRequest, System } from "./system.ts";

const CONNECTIONS_MAX = 64;
const EXCLUDED = "23P01";

const SCHEMA = `
CREATE EXTENSION btree_gist;
CREATE TABLE hold (
  id text PRIMARY KEY,
  room integer NOT NULL,
  during tstzrange NOT NULL,
  expires timestamptz NOT NULL,
  EXCLUDE USING gist (room WITH =, during WITH &&)
);
CREATE TABLE event (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  type text NOT NULL,
  hold text NOT NULL,
  room integer NOT NULL,
  during tstzrange NOT NULL,
  at timestamptz NOT NULL
);`;

const PLACE = `
WITH placed AS (
  INSERT INTO hold VALUES (
    $1, $2, tstzrange(to_timestamp($3::float8 / 1000), to_timestamp($4::float8 / 1000)),
    now() + $5::float8 * interval '1 millisecond'
  ) RETURNING id, room, during
)
INSERT INTO event (type, hold, room, during, at)
SELECT 'hold-placed', id, room, during, now() FROM placed`;

const SWEEP = `
DELETE FROM hold WHERE room = $1 AND expires <= now()
AND during && tstzrange(to_timestamp($2::float8 / 1000), to_timestamp($3::float8 / 1000))`;

/** Full durability; otherwise as one would set it up for many small writes. */
const SETTINGS = {
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  listen_addresses: "",
  max_connections: 300,
  shared_buffers: "256MB",
  wal_level: "minimal",
  max_wal_senders: 0,
  wal_buffers: "16MB",
  wal_compression: "on",
  max_wal_size: "8GB",
  checkpoint_timeout: "15min",
  jit: "off",
  log_min_messages: "panic",
};

export const postgresql: System = {
  name: "postgresql",
  isInstalled: () =>
    findProgram("postgres") !== undefined && findProgram("initdb") !== undefined && canRunIt(),
  start: startPostgresql,
  connect: connectPostgresql,
};

async function startPostgresql(folder: string) {
  const home = join(folder, "postgresql");
  mkdirSync(home);
  const user = serverUser();
  if (user) chownSync(home, user.uid, user.gid);
  const data = join(home, "data");
  const initialize = ["-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"];
  execFileSync(findProgram("initdb")!, initialize, { cwd: "/", stdio: "ignore", ...user });

  const settings = Object.entries({ ...SETTINGS, unix_socket_directories: home });
  const args = ["-D", data, ...settings.flatMap(([name, value]) => ["-c", `${name}=${value}`])];
  const isReady = async () => {
    const pool = new Pool({ host: home, user: "bench", database: "postgres", max: 1 });
    await pool.query(SCHEMA).finally(() => pool.end());
  };
  // Ending at once leaves no shared memory behind, and the data are thrown away.
  const server = { program: "postgres", args, address: home, isReady, endsBy: "SIGQUIT" } as const;
  return startServer({ ...server, ...(user && { user }) });
}

async function connectPostgresql(host: string, inFlight: number): Promise<HoldClient> {
  const max = Math.min(inFlight, CONNECTIONS_MAX);
  const pool = new Pool({ host, user: "bench", database: "postgres", max, idleTimeoutMillis: 0 });
  // The server ends before the last idle connection has been told.
  pool.on("error", () => {});
  const place = async (request: HoldRequest) =>
    (await insert(pool, request)) ||
    ((await sweep(pool, request)) > 0 && (await insert(pool, request)));
  return { place, close: () => pool.end() };
}

async function insert(pool: Pool, { id, room, start, end, forMs }: HoldRequest) {
  try {
    await pool.query({ name: "place", text: PLACE, values: [id, room, start, end, forMs] });
    return true;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === EXCLUDED) return false;
    throw error;
  }
}

async function sweep(pool: Pool, { room, start, end }: HoldRequest): Promise<number> {
  const swept = await pool.query({ name: "sweep", text: SWEEP, values: [room, start, end] });
  return swept.rowCount ?? 0;
}

function canRunIt(): boolean {
  return process.getuid?.() !== 0 || serverUser() !== undefined;
}

/** PostgreSQL refuses to run as root; then it runs as the user that its package made for it. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  try {
    const idOf = (flag: string) =>
      Number(execFileSync("id", [flag, "postgres"], { stdio: ["ignore", "pipe", "ignore"] }));
    return { uid: idOf("-u"), gid: idOf("-g") };
  } catch {
    return undefined;
  }
}

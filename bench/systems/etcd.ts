/**
 * etcd, one node. Holds are placed by a conditional transaction: if the rooms' diaries of those days
 * are as this client saw them last, put the diaries, the holds with a lease, and their events;
 * otherwise get the diaries, and try again. What is asked for while one transaction is under way goes
 * into the next together, since each costs this client far more than the holds in it do.
 *
 * What etcd is spared, so that it is seen at its best: a client keeps the diaries it has seen, and
 * takes one that it has not for empty; holds of one second share one lease; and whether a hold in a
 * diary has expired is judged by a time written there, which is sound only while the clients' clocks
 * agree.
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client, credentials } from "@grpc/grpc-js";
import { loadSync, type MethodDefinition, type ServiceDefinition } from "@grpc/proto-loader";
import { findProgram, freePort, startServer } from "./server-process.ts";
import type { HoldClient, HoldRequest, System } from "./system.ts";

const DAY_MS = 86_400_000;

/** Holds in one transaction, of two puts each beside the diaries'. */
const GROUP_MAX = 256;

type Method = MethodDefinition<object, object>;

const methods = readMethods();

function readMethods(): { txn: Method; leaseGrant: Method } {
  const file = fileURLToPath(new URL("../../systems/etcd.proto", import.meta.url));
  // 64-bit numbers as strings: ids of leases are larger than a number holds exactly.
  const loaded = loadSync(file, { keepCase: true, longs: String });
  const method = (service: string, name: string) =>
    (loaded[`etcdserverpb.${service}`] as ServiceDefinition)[name] as Method;
  return { txn: method("KV", "Txn"), leaseGrant: method("Lease", "LeaseGrant") };
}

export const etcd: System = {
  name: "etcd",
  isInstalled: () => findProgram("etcd") !== undefined,
  start: startEtcd,
  connect: async (address) => new EtcdClient(address),
};

async function startEtcd(folder: string) {
  const [address, peer] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const options = {
    name: "bench",
    "data-dir": join(folder, "etcd"),
    "listen-client-urls": `http://${address}`,
    "advertise-client-urls": `http://${address}`,
    "listen-peer-urls": `http://${peer}`,
    "initial-advertise-peer-urls": `http://${peer}`,
    "initial-cluster": `bench=http://${peer}`,
    "quota-backend-bytes": 8 * 1024 ** 3,
    "max-txn-ops": 3 * GROUP_MAX,
    logger: "zap",
    "log-level": "fatal",
  };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const isReady = async () => {
    const client = new EtcdClient(address);
    await client.grantLease(60_000).finally(() => client.close());
  };
  return startServer({ program: "etcd", args, address, isReady });
}

interface Taken {
  readonly start: number;
  readonly end: number;
  readonly hold: string;
  readonly expires: number;
}

interface Diary {
  /** etcd's revision of the key; 0: there is none. */
  readonly revision: number;
  readonly taken: readonly Taken[];
}

/** A hold that somebody waits for. */
interface Job {
  readonly request: HoldRequest;
  readonly resolve: (placed: boolean) => void;
  readonly reject: (error: unknown) => void;
}

interface TxnReply {
  readonly header: { readonly revision: string };
  readonly succeeded: boolean;
  readonly responses: readonly {
    readonly response_range?: {
      readonly kvs: readonly { readonly mod_revision: string; readonly value: Buffer }[];
    };
  }[];
}

interface LeaseReply {
  readonly ID: string;
  readonly error: string;
}

const EMPTY: Diary = { revision: 0, taken: [] };

class EtcdClient implements HoldClient {
  readonly #client: Client;
  readonly #diaries = new Map<string, Diary>();
  readonly #leases = new Map<string, Promise<string>>();
  #queue: Job[] = [];
  #isPlacing = false;

  constructor(address: string) {
    this.#client = new Client(address, credentials.createInsecure());
  }

  place(request: HoldRequest): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ request, resolve, reject });
      if (!this.#isPlacing) void this.#placeAll();
    });
  }

  async #placeAll(): Promise<void> {
    this.#isPlacing = true;
    // Whoever asks within the same turn comes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0) {
      const group = this.#queue.splice(0, GROUP_MAX);
      try {
        const placed = await this.#placeGroup(group.map(({ request }) => request));
        for (const { request, resolve } of group) resolve(placed.has(request));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#isPlacing = false;
  }

  /** The ones that found their slots free. */
  async #placeGroup(requests: readonly HoldRequest[]): Promise<Set<HoldRequest>> {
    for (;;) {
      const { placed, diaries } = this.#decide(requests);
      if (placed.size === 0) return placed;
      const keys = [...diaries.keys()];
      const lease = await this.#sharedLease([...placed][0]!.forMs);
      const reply = await this.#call<TxnReply>(methods.txn, {
        compare: keys.map((key) => unchanged(key, this.#diaries.get(key) ?? EMPTY)),
        success: [
          ...[...diaries].map(([key, taken]) => put(key, JSON.stringify(taken))),
          ...[...placed].flatMap((request) => putHold(request, lease)),
        ],
        failure: keys.map((key) => ({ request_range: { key: bytes(key) } })),
      });
      const revision = Number(reply.header.revision);
      for (const [index, key] of keys.entries()) {
        const seen = { revision, taken: diaries.get(key)! };
        this.#diaries.set(key, reply.succeeded ? seen : toDiary(reply, index));
      }
      if (reply.succeeded) return placed;
    }
  }

  /** On the diaries as they were seen last: who is placed, and what the diaries are then. */
  #decide(requests: readonly HoldRequest[]) {
    const now = Date.now();
    const placed = new Set<HoldRequest>();
    const diaries = new Map<string, readonly Taken[]>();
    for (const request of requests) {
      const { id, start, end, forMs } = request;
      const key = diaryOf(request);
      const taken = diaries.get(key) ?? (this.#diaries.get(key) ?? EMPTY).taken;
      const living = taken.filter((each) => each.expires > now);
      if (living.some((each) => each.start < end && start < each.end)) continue;
      diaries.set(key, [...living, { start, end, hold: id, expires: now + forMs }]);
      placed.add(request);
    }
    return { placed, diaries };
  }

  async grantLease(forMs: number): Promise<string> {
    // Whole seconds; a second more, since it is shared by all who ask within one.
    const request = { TTL: Math.ceil(forMs / 1_000) + 1 };
    const { ID, error } = await this.#call<LeaseReply>(methods.leaseGrant, request);
    if (error) throw new Error(error);
    return ID;
  }

  async close(): Promise<void> {
    this.#client.close();
  }

  #sharedLease(forMs: number): Promise<string> {
    const second = `${forMs} ${Math.floor(Date.now() / 1_000)}`;
    let lease = this.#leases.get(second);
    if (!lease) {
      lease = this.grantLease(forMs);
      this.#leases.clear();
      this.#leases.set(second, lease);
    }
    return lease;
  }

  #call<Reply>(method: Method, request: object): Promise<Reply> {
    const { path, requestSerialize, responseDeserialize } = method;
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        (error, reply) => (error ? reject(error) : resolve(reply as Reply)),
      );
    });
  }
}

function diaryOf({ room, start, end }: HoldRequest): string {
  const day = Math.floor(start / DAY_MS);
  if (end > (day + 1) * DAY_MS) throw new Error("A slot of one UTC day, here.");
  return `diary/${room}/${day}`;
}

function toDiary({ responses }: TxnReply, index: number): Diary {
  const found = responses[index]?.response_range?.kvs[0];
  if (!found) return EMPTY;
  const taken = JSON.parse(found.value.toString()) as Taken[];
  return { revision: Number(found.mod_revision), taken };
}

function unchanged(key: string, { revision }: Diary) {
  return { result: "EQUAL", target: "MOD", key: bytes(key), mod_revision: revision };
}

function putHold(request: HoldRequest, lease: string) {
  const event = JSON.stringify({ type: "hold-placed", ...request });
  return [
    put(`hold/${request.id}`, JSON.stringify(request), lease),
    put(`event/${request.id}`, event),
  ];
}

function put(key: string, value: string, lease = "0") {
  return { request_put: { key: bytes(key), value: bytes(value), lease } };
}

function bytes(text: string): Buffer {
  return Buffer.from(text);
}

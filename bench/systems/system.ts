/**
 * A system that can place holds: ours, or a peer. Every one of them does the same work for a hold:
 * check that nothing living overlaps the slot, write the hold so that it expires, append an event;
 * and says so only when that would survive a power cut.
 *
 *     start(folder) ──▶ a server on fresh data ──▶ connect(address) ──▶ place, place, place …
 */

export interface HoldRequest {
  readonly id: string;
  /** Rooms are numbered from 0. */
  readonly room: number;
  /** `[start, end)` in milliseconds since the epoch. */
  readonly start: number;
  readonly end: number;
  readonly forMs: number;
}

export interface System {
  readonly name: string;
  /** Can it run on this machine? */
  isInstalled(): boolean;
  /** Starts it with fresh data in this folder. One that is embedded has nothing to start. */
  start(folder: string): Promise<Server>;
  /** A client, with so many holds under way at once at most. */
  connect(address: string, inFlight: number): Promise<HoldClient>;
}

export interface Server {
  /** Where clients find it: a folder, a socket's path, or a host and port. */
  readonly address: string;
  stop(): Promise<void>;
}

export interface HoldClient {
  /** Resolves once the hold is durable; false: the slot is taken. */
  place(request: HoldRequest): Promise<boolean>;
  close(): Promise<void>;
}

/** A system without a server: its clients share a folder. */
export async function embedded(folder: string): Promise<Server> {
  return { address: folder, stop: async () => {} };
}

/** The supervisor's children as data: what each one is, and the little that it needs. */

export interface ChildSpec {
  /** Names the process, and whatever it writes: `room-agent/1`. */
  readonly name: string;
  /** What kind of process it is: `room-agent`. */
  readonly role: string;
  /** What the others lose when it is down. The gateway answers 503 with its name. */
  readonly provides?: readonly string[];
  /** The compiled program. */
  readonly program: string;
  readonly args?: readonly string[];
  /** Besides what every child is told. Nothing else is inherited but the locale and the like. */
  readonly env?: Readonly<Record<string, string>>;
  /** The most that its JavaScript heap may take. What it may take in all is somewhat more. */
  readonly memoryMb: number;
  readonly needs: Needs;
  /** Does its work and ends. It is not started again. */
  readonly oneShot?: boolean;
  /** Talks with a person: it gets the terminal. */
  readonly interactive?: boolean;
  /** False for a program that does not beat: it counts as ready at once and is not watched. */
  readonly heartbeats?: boolean;
}

/** What a child may touch, where Node can hold it to that (see `permissions.ts`). */
export interface Needs {
  /** What it may read, besides libraries and its program's folder. A folder includes all below it. */
  readonly read?: readonly string[];
  /** Files and folders that it may read, change and make. The state's folder is always one. */
  readonly write?: readonly string[];
  readonly network?: boolean;
  /** False for a program that needs what the permission model forbids, such as to start others. */
  readonly restricted?: boolean;
}

/** The first thing that is wrong with a list of children, as a sentence. */
export function faultIn(children: readonly ChildSpec[]): string | undefined {
  const names = new Set<string>();
  for (const { name, memoryMb } of children) {
    if (names.has(name)) return `Two children are called ${name}.`;
    if (!(memoryMb > 0)) return `${name} has no memory limit.`;
    names.add(name);
  }
  return undefined;
}

/**
 * The dial's mechanisms: how one and the same write is done on each setting. A process that serves
 * loads this only when it is told to turn its dial, on a state that was made to be thrown away.
 */

export { actOn } from "./acts.ts";
export { nameMail } from "./mail-names.ts";
export type { Seen } from "./seen.ts";
export { STRONG } from "./strong-settings.ts";
export { type TurnedDial, turnDial, widened } from "./turned.ts";
export { performWeakly, type WeakPerforming } from "./weak-settings.ts";
export type { Pacing, Performed, Write } from "./write.ts";

/** For those who write an engine, or test one. Users of the shared state need only `.`. */

export { type Clock, sleep, systemClock } from "./clock.ts";
export type * from "./engine.ts";
export { engineAround } from "./engine-around.ts";
export { type ErrorCode, HoldfastError, isHoldfastError } from "./errors.ts";
export {
  FAILPOINTS,
  type FailpointDescription,
  type FailpointName,
  type FailpointTask,
  failpoint,
  handleFailpoints,
} from "./failpoints.ts";
export {
  decodeKey,
  type EncodedKey,
  encodeKey,
  encodePrefix,
  hasPrefix,
  type Key,
  type KeyPart,
} from "./keys.ts";
export { ManualClock } from "./manual-clock.ts";
export { setPace } from "./pace.ts";
export {
  type BufferedWrite,
  type CommittedState,
  type LeaseChange,
  type StoredValue,
  TransactionBuffer,
} from "./transaction-buffer.ts";

/** The engine in memory: the model of random tests, and the simulator's engine. */

export { type MemoryEngineOptions, memoryEngine } from "./memory-engine.ts";
export { createMemoryStore, type MemoryStore } from "./memory-store.ts";

/** Workers: they register, execute jobs of the queue, and give them back when they end. @module */
export { runWorker } from "./run_worker.ts";
export { WORKER_PACE } from "./types.ts";
export type { WorkerOptions, WorkerPace } from "./types.ts";

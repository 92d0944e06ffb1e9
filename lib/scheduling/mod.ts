/** Schedules: which runs are due when, what was missed, and the loop that queues them. @module */
export type { QueuedRunState, RunQueue, RunToQueue } from "./types.ts";

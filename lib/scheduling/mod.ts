/** Schedules: which runs are due when, what was missed, and the loop that queues them. @module */
export { nextSlot } from "./next_slot.ts";
export { parseRecurrence } from "./parse_recurrence.ts";
export type { Recurrence } from "./recurrence.ts";
export type { QueuedRunState, RunQueue, RunToQueue } from "./types.ts";

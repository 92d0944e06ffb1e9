/** Schedules: which runs are due when, what was missed, and the loop that queues them. @module */
export { dueSlots, nextDue } from "./due_slots.ts";
export type { DueSlots } from "./due_slots.ts";
export { formatSlot } from "./format_slot.ts";
export { nextSlot } from "./next_slot.ts";
export { parseRecurrence } from "./parse_recurrence.ts";
export { parseSchedules } from "./parse_schedules.ts";
export type { ParseSchedulesOptions } from "./parse_schedules.ts";
export { runScheduler } from "./run_scheduler.ts";
export type { SchedulerEnd, SchedulerOptions } from "./run_scheduler.ts";
export { openScheduleSource, SCHEDULES_FILE_NAME } from "./schedule_source.ts";
export type { ScheduleReading, ScheduleSource } from "./schedule_source.ts";
export { SchedulerHeldError } from "./scheduler_lock.ts";
export type { SchedulerIdentity } from "./scheduler_lock.ts";
export type { Recurrence } from "./recurrence.ts";
export type { FasterPeriod, Schedule, Timing } from "./schedule.ts";
export type { QueuedRunState, RunQueue, RunToQueue } from "./types.ts";

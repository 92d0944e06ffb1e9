/** The queue of jobs in the warehouse, on graphile-worker; workers that died. @module */
export { cutRun } from "./cut_run.ts";
export type { CutRun } from "./cut_run.ts";
export { foreignJobs, foreignJobsLine, renewJobs } from "./foreign_jobs.ts";
export { copyName, FINISH, jobKey, PREPARE, QUEUE_SCHEMA } from "./job_names.ts";
export type { JobId } from "./job_names.ts";
export { startJobPool } from "./job_pool.ts";
export type { JobPool, JobPoolOptions, TakenJob } from "./job_pool.ts";
export { beginJob, endJob, giveBack, insertJobs, putBack } from "./job_rows.ts";
export type { BegunJob, HeldJob, JobEnd, JobStatus, NewJob } from "./job_rows.ts";
export { knownTasks } from "./known_tasks.ts";
export type { KnownTasks } from "./known_tasks.ts";
export { prepareQueue } from "./queue_schema.ts";
export { createRunQueue } from "./run_queue.ts";
export type { RunQueueOptions } from "./run_queue.ts";
export { sweepWorkers } from "./sweep_workers.ts";
export type { DeadWorker, SweepOptions } from "./sweep_workers.ts";
export { tellDead } from "./tell_dead.ts";
export type { TellDeadOptions } from "./tell_dead.ts";

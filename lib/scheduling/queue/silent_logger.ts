import { Logger } from "graphile-worker";

/** What the queue's engine says of itself is not for Penny's readers: a job's end is told by the worker. */
export const silentLogger = new Logger(() => () => {});

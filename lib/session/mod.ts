/** What a notebook holds in its hand, and what a run prepares before its notebooks. @module */
export { Extraction } from "./extraction.ts";
export type { FrameOptions } from "./extraction.ts";
export { closePenny, openPenny } from "./open_penny.ts";
export type { PennyParameters } from "./open_penny.ts";
export { Penny } from "./penny.ts";
export type { Period } from "./period.ts";
export { prepareRun } from "./prepare_run.ts";
export type { PreparedRun, PrepareRunOptions, ReadCompany } from "./prepare_run.ts";
export { planRun } from "./plan_run.ts";

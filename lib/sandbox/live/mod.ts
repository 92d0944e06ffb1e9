/** Companies that move: one random change at a time, in Data Sharing and in the API. @module */
export { openLive } from "./open_live.ts";
export { liveConsistency } from "./live_consistency.ts";
export type { LiveDifference } from "./live_consistency.ts";
export { runLive } from "./run_live.ts";
export type { RunLiveOptions } from "./run_live.ts";
export type {
  Live,
  LiveChange,
  LiveKind,
  LiveOptions,
  LiveRefresh,
  ToldEvent,
  TouchedRow,
} from "./types.ts";

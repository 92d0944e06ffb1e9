import type { ErrorOutput, Output } from "./outputs.ts";

/** What became of one executed cell. */
export interface CellResult {
  /** "error" when the cell threw, when showing its value threw, or when a promise that nobody awaits was rejected. */
  readonly status: "ok" | "error";
  /** In the form of nbformat, errors last. */
  readonly outputs: Output[];
  /** The first error, or null. */
  readonly error: ErrorOutput | null;
  /** The kernel's count, or null for a silent execution. */
  readonly executionCount: number | null;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** Positions in `outputs` of those that an earlier cell gave after its end. */
  readonly lateOutputs: readonly number[];
}

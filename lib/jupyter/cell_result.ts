import type { ErrorOutput, Output } from "./outputs.ts";

/** Who is told what happens while a cell runs. A listener that throws makes `execute` fail with its error. */
export interface ExecuteOptions {
  /** Each output as it comes: a piece of a stream, not yet joined. */
  readonly onOutput?: (output: Output) => void;
  /** Each payload of the session's event MIME type, in order. */
  readonly onEvent?: (payload: unknown) => void;
  /** Runs without a result and without a count. @default false */
  readonly silent?: boolean;
}

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
  /** Just before the kernel was asked. */
  readonly startedAt: Date;
  /** When all output had come. */
  readonly finishedAt: Date;
  /** Positions in `outputs` of those that an earlier cell gave after its end. */
  readonly lateOutputs: readonly number[];
}

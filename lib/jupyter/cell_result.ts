import type { ErrorOutput, Output } from "./outputs.ts";

/** Who is told what happens while a cell runs. A listener that throws makes `execute` fail with its error. */
export interface ExecuteOptions {
  /** Each output as it comes: a piece of a stream, not yet joined. */
  readonly onOutput?: (output: Output) => void;
  /** Each payload of the session's event MIME type, in order. */
  readonly onEvent?: (payload: unknown) => void;
  /** Runs without a result and without a count. @default false */
  readonly silent?: boolean;
  /** Called with each message of any kind that the kernel publishes meanwhile: a sign of life. */
  readonly onSign?: () => void;
  /** Characters of output that are kept: its beginning and its end. @default 20 000 000 */
  readonly outputLimit?: number;
}

/** What became of one executed cell. */
export interface CellResult {
  /** "error" when the cell failed itself, and when a fault came that it did not wait for. */
  readonly status: "ok" | "error";
  /**
   * Whether the cell itself failed: it threw, cannot be parsed, was interrupted, or its value could not be shown. False for
   * what the kernel swallows: a rejected promise that nobody awaits, a throw in a timer, a failed `Deno.test`; the cells
   * after it can still run.
   */
  readonly fatal: boolean;
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
  /** What was left out of `outputs` because the cell gave more than the limit, or null. */
  readonly cut: CutOutput | null;
}

/** What was counted and dropped of a cell that gave too much. */
export interface CutOutput {
  /** Characters of text, of streams and of displays. */
  readonly characters: number;
  /** Displays that were dropped whole. */
  readonly displays: number;
}

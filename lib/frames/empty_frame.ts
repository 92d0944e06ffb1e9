import type { Frame, FrameColumn } from "./frame.ts";
import { frameFromRows } from "./frame_from_rows.ts";

/**
 * A frame without rows that keeps the types of its columns.
 *
 * @param columns Names and types.
 * @returns Zero rows of these columns.
 */
export function emptyFrame(columns: readonly FrameColumn[]): Frame {
  return frameFromRows([], columns);
}

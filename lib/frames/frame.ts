import type { DataFrame } from "nodejs-polars";
import type { ColumnType } from "../domains/mod.ts";

/** What a transform takes and gives: the Polars data frame. */
export type Frame = DataFrame;

/** A column of a frame: a domain's `Column` is one. */
export interface FrameColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Digits after the point, for `decimal` alone. @default 0 */
  readonly scale?: number;
  /** A double in the source: rounded half away from zero to `scale` instead of refused. @default false */
  readonly roundedFromDouble?: boolean;
}

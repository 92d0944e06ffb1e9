/** Text and CSV <-> Polars frames, exact both ways. Imports `base` and `domains`. @module */
export { concatFrames } from "./concat_frames.ts";
export { emptyFrame } from "./empty_frame.ts";
export type { Frame, FrameColumn } from "./frame.ts";
export { columnTypeOf, frameColumns } from "./frame_columns.ts";
export { frameFromCsv } from "./frame_from_csv.ts";
export { frameFromRows } from "./frame_from_rows.ts";
export { frameToCsv } from "./frame_to_csv.ts";
export type { CsvOptions } from "./frame_to_csv.ts";
export { isFrame } from "./is_frame.ts";
export { releaseFrames } from "./release_frames.ts";
export { groupSum, sumDecimal } from "./sums.ts";
export { textColumns, toTextRows } from "./text_rows.ts";

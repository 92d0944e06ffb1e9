import pl from "nodejs-polars";
import { DataError } from "../base/mod.ts";
import type { Frame } from "./frame.ts";

/**
 * Puts frames of the same columns and types under each other.
 *
 * @param frames At least one.
 * @returns All rows, in the order of the frames.
 * @throws {DataError} Two frames differ in the names, order or types of their columns.
 * @throws {RangeError} There is no frame.
 */
export function concatFrames(frames: readonly Frame[]): Frame {
  const [first, ...others] = frames;
  if (first === undefined) {
    throw new RangeError("Cannot join frames: there is none; pass at least one");
  }
  if (others.length === 0) return first;
  const shape = shapeOf(first);
  const odd = others.findIndex((frame) => shapeOf(frame) !== shape);
  if (odd >= 0) {
    throw new DataError(
      `Impossible de réunir « les parties » : la partie ${
        odd + 2
      } n'a pas les mêmes colonnes que la ` +
        "première ; donnez à toutes les mêmes noms, le même ordre et les mêmes types",
    );
  }
  return pl.concat([...frames]);
}

function shapeOf(frame: Frame): string {
  // A type's own JSON leaves its time zone out.
  const types = frame.dtypes as unknown as { variant: string; inner: unknown }[];
  return JSON.stringify([frame.columns, types.map(({ variant, inner }) => [variant, inner])]);
}

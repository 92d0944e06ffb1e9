import * as path from "node:path";

/**
 * Whether a path is a folder or lies within it.
 *
 * @param inner Absolute.
 * @param outer Absolute.
 * @returns True also when both are the same.
 */
export function isInside(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner);
  return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

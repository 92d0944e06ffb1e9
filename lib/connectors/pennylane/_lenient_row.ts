import { z } from "zod";

const MADE = new WeakMap<z.ZodType, z.ZodType>();

/**
 * A schema of rows that may lack keys: one that the API no longer gives costs a column, not all rows. What is there keeps its
 * type, and a row keeps its id.
 *
 * @param row Schema of a row with all its keys.
 * @returns The same one each time.
 */
export function lenientRow(row: z.ZodType): z.ZodType {
  if (!(row instanceof z.ZodObject)) return row;
  const lenient = MADE.get(row) ??
    ("id" in row.shape ? row.partial().required({ id: true }) : row.partial());
  MADE.set(row, lenient);
  return lenient;
}

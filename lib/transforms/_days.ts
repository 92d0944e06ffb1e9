import pl from "nodejs-polars";
import type { Expr } from "nodejs-polars";

/** Days from 1970-01-01 to the UTC day of a column of dates or instants; null where it is null. */
export function dayNumberOf(name: string): Expr {
  return pl.col(name).cast(pl.Date).cast(pl.Int32);
}

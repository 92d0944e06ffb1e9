import pl from "nodejs-polars";
import type { Expr } from "nodejs-polars";

const MILLISECONDS_PER_DAY = 86_400_000;

/** Days from 1970-01-01 to a day; throws `RangeError` unless it is `YYYY-MM-DD`. */
export function dayNumber(day: string): number {
  const number = Date.parse(`${day}T00:00:00Z`) / MILLISECONDS_PER_DAY;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(number)) {
    throw new RangeError(
      `Impossible de lire le jour « ${day} » : forme inconnue ; écrivez AAAA-MM-JJ`,
    );
  }
  return number;
}

/** Days from 1970-01-01 to the UTC day of a column of dates or instants; null where it is null. */
export function dayNumberOf(name: string): Expr {
  return pl.col(name).cast(pl.Date).cast(pl.Int32);
}

import { type Day, isoDay } from "./calendar.ts";
import type { InternalName, ModelName } from "./models.ts";
import type { Company } from "./types.ts";

/** A row as text, in the order of the table's columns. */
export type Row = (string | null)[];

/** Where a row goes: models of Data Sharing (with the two `etl` columns where `etl` has the model) or internal tables. */
export type TableName = ModelName | `sandbox_model.${InternalName}`;

/** Takes rows as text, nulls as null. */
export type RowSink = (table: TableName, row: Row) => void;

/** What the rows of one company share: its id as text, and how days become times. */
export class RowContext {
  readonly company: Company;
  readonly companyId: string;
  /** Last day of the books: its times are early in the morning, so that none lies ahead of a clock. */
  readonly today: Day;

  /** Takes the rows. */
  readonly write: RowSink;

  constructor(company: Company, options: { today: Day; write: RowSink }) {
    const { today } = options;
    this.write = options.write;
    this.company = company;
    this.today = today;
    this.companyId = String(company.id);
  }

  /** An id as text. */
  id(id: number | null): string | null {
    return id === null ? null : String(id);
  }

  /** A day as text. */
  date(day: Day | null): string | null {
    return day === null ? null : isoDay(day);
  }

  /** A time of a day, UTC, always the same for the same `id`: office hours, or before 4 o'clock on the last day. */
  time(day: Day, id: number): string {
    const seconds = (id * 7919) % 36_000;
    const hour = Math.floor(seconds / 3600);
    const shown = day >= this.today ? hour % 4 : hour + 7;
    const rest = seconds % 3600;
    return `${isoDay(Math.min(day, this.today))} ${two(shown)}:${two(Math.floor(rest / 60))}:${
      two(rest % 60)
    }`;
  }

  /** The columns that `etl` adds: the night after the last change, and the time of deletion. */
  etl(updatedOn: Day, deletedOn: Day | null): [string, string | null] {
    const changed = Math.max(updatedOn, deletedOn ?? updatedOn);
    const synchronised = changed >= this.today
      ? `${isoDay(this.today)} 04:30:00`
      : `${isoDay(changed + 1)} 02:30:00`;
    return [synchronised, deletedOn === null ? null : `${isoDay(deletedOn)} 01:15:00`];
  }
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

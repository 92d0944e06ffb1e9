import pl from "nodejs-polars";
import { frameFromRows, textColumns } from "../frames/mod.ts";
import type { Frame } from "../frames/mod.ts";
import { requireColumns } from "./_columns.ts";

/** A column by its name, and the label under which it is counted. */
export interface NamedColumn {
  readonly name: string;
  /** @default the name */
  readonly label?: string;
}

/**
 * How many rows lack each of some columns, for a display of what to complete.
 *
 * In: any columns. Out: one row per named column, in the order given: `champ` text (its label), `manquants` and
 * `presents` 64-bit integers. Null, empty and blank texts are missing. An empty frame gives zeros.
 *
 * ```text
 * missingValues(customers, [{ name: "vat_number", label: "N° de TVA" }])
 * champ       manquants   presents
 * N° de TVA           2         19
 * ```
 *
 * @param frame Any frame.
 * @param columns Columns to look at; those of a domain (`penny.columns(…)`) bring their labels.
 * @returns A new frame.
 * @throws {DataError} A column is missing from the frame.
 */
export function missingValues(frame: Frame, columns: readonly NamedColumn[]): Frame {
  requireColumns(frame, columns.map(({ name }) => name), "manquants");
  const rows = columns.map(({ name, label = name }) => {
    const [values = []] = textColumns(frame.select(pl.col(name)));
    const missing = values.filter((value) => value === null || value.trim() === "").length;
    return [label, String(missing), String(frame.height - missing)];
  });
  return frameFromRows(rows, [
    { name: "champ", type: "text" },
    { name: "manquants", type: "bigint" },
    { name: "presents", type: "bigint" },
  ]);
}

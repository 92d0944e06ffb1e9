import { DataError } from "../base/mod.ts";
import type { Frame } from "../frames/mod.ts";

/**
 * Takes columns away.
 *
 * In: any columns. Out: the same rows and order without the named columns, empty frame included.
 *
 * ```text
 * id  label  invoice_link      withoutColumns(frame, ["invoice_link"])      id  label
 * 1   Achat  https://…                                                      1   Achat
 * ```
 *
 * @param frame Any frame.
 * @param names Columns to take away; the key of the table must stay for it to be published.
 * @returns A new frame.
 * @throws {DataError} A name is not a column: a slip of the pen must not leave a column in the base.
 */
export function withoutColumns(frame: Frame, names: readonly string[]): Frame {
  const unknown = names.filter((name) => !frame.columns.includes(name));
  if (unknown.length > 0) {
    throw new DataError(
      `Impossible de retirer ${unknown.map((name) => `« ${name} »`).join(", ")} : ` +
        `la table n'a pas cette colonne ; choisissez parmi ${frame.columns.join(", ")}`,
    );
  }
  return frame.select(...frame.columns.filter((name) => !names.includes(name)));
}

import pl from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { requireColumns } from "./_columns.ts";

/** States of returns as Pennylane names them, for VAT and other taxes. */
const STATES: Readonly<Record<string, string>> = {
  "not done": "En retard",
  pending: "À venir",
  created: "Créée",
  done: "Préparée",
  sent: "Envoyée",
  accepted: "Acceptée",
  paid: "Payée",
  rejected: "Rejetée",
  error: "En erreur",
};

/**
 * Adds the French name of the state of a return, for a display.
 *
 * In: `column` text. Out: the same rows and order, plus `etat` text: a state that Penny does not know stays as it is, no
 * state (null or an empty text) is « Sans objet ». An empty frame gets the column.
 *
 * ```text
 * status     etat
 * not done   En retard
 * pending    À venir
 * null       Sans objet
 * ```
 *
 * @param frame Rows of `vat_declarations` or `tax_declarations`.
 * @param column Name of the column of states. @default "status"
 * @returns A new frame.
 * @throws {DataError} The column is missing.
 */
export function withStatusLabel(frame: Frame, column = "status"): Frame {
  requireColumns(frame, [column], "etat");
  const label = Object.entries(STATES).reduce(
    (rest, [state, name]) =>
      pl.when(pl.col(column).eq(pl.lit(state))).then(pl.lit(name)).otherwise(rest),
    pl.when(pl.col(column).fillNull(pl.lit("")).eq(pl.lit(""))).then(pl.lit("Sans objet"))
      .otherwise(pl.col(column)),
  );
  return frame.withColumns(label.alias("etat"));
}

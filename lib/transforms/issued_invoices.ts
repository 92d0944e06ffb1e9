import pl from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { requireColumns } from "./_columns.ts";
import { rowsWith, rowsWithout } from "./rows_with.ts";

/**
 * The customer invoices and credit notes that were issued and still count: what is due, aged or invoiced is reckoned on
 * them. Data Sharing marks no draft and leaves archived invoices out, the API gives both; the rows left here are the same.
 *
 * In: `invoice_number` text, `draft` boolean, `archived_at` instant. Out: the rows with a number that are neither draft nor
 * archived, same columns and order; a null mark is none. An empty frame stays empty.
 *
 * ```text
 * invoice_number   draft   archived_at
 * FA-2026-0001     false   null                  stays
 * FA-2026-0002     null    null                  stays
 * null             true    null                  a draft
 * FA-2026-0003     false   2026-05-02 08:00:00   archived
 * ```
 *
 * @param frame Customer invoices.
 * @returns A new frame.
 * @throws {DataError} A column is missing.
 */
export function issuedInvoices(frame: Frame): Frame {
  requireColumns(frame, ["invoice_number", "draft", "archived_at"], "les factures émises");
  return rowsWithout(finalized(rowsWith(frame, "invoice_number")), "archived_at");
}

function finalized(frame: Frame): Frame {
  return frame.filter(pl.col("draft").isNull().or(pl.col("draft").not()));
}

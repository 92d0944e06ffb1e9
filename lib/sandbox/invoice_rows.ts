import { type Day, isoDay } from "./calendar.ts";
import { decimalOf } from "./money.ts";
import type { RowContext } from "./row_context.ts";
import type { Invoice } from "./types.ts";

/**
 * Writes an invoice to `customer_invoices` or `supplier_invoices` (archived ones are left out there, as in Data Sharing) and
 * its lines and states to the internal tables.
 */
export function invoiceRows(
  context: RowContext,
  item: { readonly invoice: Invoice; readonly deletedOn?: Day },
): void {
  const { invoice, deletedOn = null } = item;
  if (!invoice.archived) modelRow(context, invoice, deletedOn);
  if (deletedOn !== null) return;
  context.write("sandbox_model.invoices", [
    String(invoice.id),
    context.companyId,
    invoice.kind,
    invoice.draft ? "t" : "f",
    context.id(invoice.creditedInvoice),
    invoice.archived ? isoDay(invoice.updatedOn) : null,
    decimalOf(invoice.currencyTotal),
    invoice.outstanding === null ? null : decimalOf(invoice.outstanding),
  ]);
  invoice.lines.forEach((line, index) => {
    context.write("sandbox_model.invoice_lines", [
      context.companyId,
      String(invoice.id),
      String(index + 1),
      line.label,
      line.account,
      thousandths(line.quantity),
      line.unit,
      line.vatCode,
      decimalOf(line.net),
      decimalOf(line.vat),
    ]);
  });
}

function modelRow(
  context: RowContext,
  invoice: Invoice,
  deletedOn: Day | null,
): void {
  const customer = invoice.kind === "customer";
  const start = [
    String(invoice.id),
    isoDay(invoice.createdOn),
    context.date(invoice.day),
    context.date(invoice.deadline),
    context.companyId,
    String(invoice.thirdParty.id),
    invoice.thirdParty.name,
    decimalOf(invoice.total),
    decimalOf(invoice.net),
    invoice.currency,
    invoice.label,
    invoice.number,
    invoice.source,
    invoice.paid ? "t" : "f",
  ];
  const end = [
    context.time(invoice.createdOn, invoice.id),
    context.time(invoice.updatedOn, invoice.id),
    ...context.etl(invoice.updatedOn, deletedOn),
  ];
  if (!customer) return context.write("supplier_invoices", [...start, ...end]);
  const outstanding = invoice.outstanding === null ? null : decimalOf(invoice.outstanding);
  context.write("customer_invoices", [...start, outstanding, ...end]);
}

function thousandths(quantity: number): string {
  return `${Math.trunc(quantity / 1000)}.${String(quantity % 1000).padStart(3, "0")}`;
}

import { dayOf, isoDay } from "../../calendar.ts";
import { letterInvoice, post, usedAccount } from "../entries.ts";
import { centsOf } from "../cents.ts";
import { decimalOf } from "../../money.ts";
import { type Step } from "../step.ts";
import { euros, quoted } from "../texts.ts";
import {
  bookedLines,
  drawLines,
  insertModel,
  type InvoiceRow,
  invoicesWhere,
  partyOf,
  pay,
  totalsOf,
} from "./_invoices.ts";
import { move } from "./_movement.ts";

const BOUGHT = ["Abonnement", "Fournitures", "Maintenance", "Sous-traitance", "Frais de port"];

/** A supplier invoice with its entry in HA. */
export async function buy(step: Step): Promise<string | null> {
  const supplier = await step.pick<
    { id: string; name: string; account: string; term_days: number }
  >(
    `(SELECT s.*, s.plan_item_number AS account, x.term_days FROM sandbox_live.suppliers s
        JOIN sandbox_model.third_parties x
          ON x.company_id = s.company_id AND x.id = s.id AND x.kind = 'supplier'
       WHERE s.company_id = $1) r`,
  );
  if (supplier === null) return null;
  const number = `${step.random.pick(["FA", "INV", "2026/"])}${step.serial()}`;
  const label = `${step.random.pick(BOUGHT)} ${number}`;
  const account = async () => await usedAccount(step, "6%") ?? "606300";
  const lines = await drawLines(step, { label, account });
  const { net, total } = totalsOf(lines);
  const id = step.id("document");
  const day = isoDay(dayOf(step.day) - step.random.int(0, 10));
  await step.execute(
    `INSERT INTO sandbox_live.supplier_invoices (
       id, created_date, issue_date, deadline, company_id, supplier_id, supplier_name, amount_eur,
       amount_eur_excl_taxes, currency, label, invoice_number, source, is_paid, created_at, updated_at)
     VALUES ($2, $3, $4, $5, $1, $6, $7, $8, $9, 'EUR', $10, $11, $12, false, $13, $14)`,
    ...[id, step.day, day, isoDay(dayOf(day) + supplier.term_days), supplier.id, supplier.name],
    ...[decimalOf(total), decimalOf(net), label, number, step.random.pick(["email", "dropbox"])],
    ...[step.madeAt, step.at],
  );
  await insertModel(step, { id, kind: "supplier", draft: false, lines });
  await post(step, {
    ...{ id, journal: "HA", day, label, pieceRef: number, invoiceNumber: number },
    ...{ createdBy: "Pennylane", hasFile: true, party: supplier },
    lines: [
      ...bookedLines(lines, { sign: 1, vatAccount: "445660" }),
      { account: supplier.account, amount: -total },
    ],
  });
  step.tellNew("supplier_invoices", id);
  return `facture fournisseur ${number} de ${quoted(supplier.name)}, ${euros(total)}`;
}

/** A label or a deadline corrected. */
export async function changeSupplierInvoice(step: Step): Promise<string | null> {
  const invoice = await step.pick<InvoiceRow>(
    "sandbox_live.supplier_invoices r WHERE r.company_id = $1",
  );
  if (invoice === null) return null;
  const label = `${invoice.label.replace(/ \[v\d+\]$/, "")} [v${step.serial()}]`;
  await step.execute(
    `UPDATE sandbox_live.supplier_invoices
        SET label = $3, deadline = deadline + $4::int, updated_at = $5::timestamp
      WHERE company_id = $1 AND id = $2`,
    ...[invoice.id, label, step.random.pick([0, 0, 15, 30]), step.at],
  );
  step.tell("supplier_invoices", "update", invoice.id);
  return `facture fournisseur modifiée, ${quoted(label)}`;
}

/** A payment in whole, lettered with the invoice. */
export async function paySupplier(step: Step): Promise<string | null> {
  const invoice = await step.pick<InvoiceRow>(
    invoicesWhere("supplier", "NOT r.is_draft AND NOT r.is_paid AND r.outstanding > 0"),
  );
  if (invoice === null) return null;
  const due = centsOf(invoice.outstanding!);
  const number = invoice.invoice_number;
  const lettering = await move(step, {
    ...{ amount: -due, label: `VIR SEPA ${invoice.party_name.toUpperCase()} ${number}` },
    ...{ party: partyOf(invoice), invoiceNumber: number, reconciled: true },
    contra: [{ account: invoice.account, amount: due }],
  });
  if (lettering === null) return null;
  await pay(step, { id: invoice.id, kind: "supplier", left: 0 });
  await letterInvoice(step, { account: invoice.account, number, lettering });
  return `facture fournisseur ${number} payée, ${euros(due)}`;
}

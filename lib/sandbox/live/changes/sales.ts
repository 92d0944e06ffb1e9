import { dayOf, isoDay } from "../../calendar.ts";
import { bump, letterInvoice, post, usedAccount } from "../entries.ts";
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
  type LineToInvoice,
  partyOf,
  pay,
  totalsOf,
} from "./_invoices.ts";
import { move } from "./_movement.ts";

const SOLD = [
  "Prestation",
  "Livraison",
  "Mission de conseil",
  "Fournitures",
  "Travaux d'entretien",
];

/** A draft: neither number nor dates, no line in the ledger. */
export async function makeDraft(step: Step): Promise<string | null> {
  const customer = await step.pick<{ id: string; name: string }>(
    "sandbox_live.customers r WHERE r.company_id = $1",
  );
  if (customer === null) return null;
  const label = `${step.random.pick(SOLD)} n° ${step.serial()} - ${customer.name}`;
  const account = async () => await usedAccount(step, "70%") ?? "706000";
  const lines = await drawLines(step, { label, account });
  const { net, total } = totalsOf(lines);
  const id = step.id("document");
  await step.execute(
    `INSERT INTO sandbox_live.customer_invoices (
       id, created_date, company_id, customer_id, customer_name, amount_eur, amount_eur_excl_taxes, currency,
       label, invoice_number, source, is_paid, created_at, updated_at)
     VALUES ($2, $3, $1, $4, $5, $6, $7, 'EUR', $8, '', 'invoicing', false, $9, $10)`,
    ...[id, step.day, customer.id, customer.name, decimalOf(total), decimalOf(net), label],
    ...[step.madeAt, step.at],
  );
  await insertModel(step, { id, kind: "customer", draft: true, lines });
  step.tellNew("customer_invoices", id);
  return `brouillon de facture client ${quoted(customer.name)}, ${euros(total)}`;
}

/** A draft becomes an invoice: a number, dates and an entry in VT. */
export async function finaliseDraft(step: Step): Promise<string | null> {
  const draft = await step.pick<InvoiceRow>(invoicesWhere("customer", "r.is_draft"));
  if (draft === null) return null;
  const number = await nextNumber(step);
  const rows = await step.many<LineToInvoice & { net: string; vat: string }>(
    `SELECT label, account, net, vat FROM sandbox_model.invoice_lines
      WHERE company_id = $1 AND invoice_id = $2 ORDER BY rank`,
    draft.id,
  );
  const lines = rows.map((row) => ({ ...row, net: centsOf(row.net), vat: centsOf(row.vat) }));
  const { total } = totalsOf(lines);
  const label = `Facture ${number} - ${draft.party_name}`;
  await step.execute(
    `UPDATE sandbox_live.customer_invoices
        SET issue_date = $3::date, deadline = $4::date, invoice_number = $5, outstanding_balance = amount_eur,
            updated_at = $6::timestamp
      WHERE company_id = $1 AND id = $2`,
    ...[draft.id, step.day, isoDay(dayOf(step.day) + draft.term_days), number, step.at],
  );
  await step.execute(
    `UPDATE sandbox_model.invoices SET is_draft = false, outstanding = $3::numeric
      WHERE company_id = $1 AND id = $2`,
    ...[draft.id, decimalOf(total)],
  );
  await post(step, {
    ...{ id: Number(draft.id), journal: "VT", day: step.day, label, pieceRef: number },
    ...{ invoiceNumber: number, createdBy: "Pennylane", hasFile: true, party: partyOf(draft) },
    lines: [
      { account: draft.account, amount: total },
      ...bookedLines(lines, { sign: -1, vatAccount: "445711" }),
    ],
  });
  step.tell("customer_invoices", "update", draft.id);
  return `facture client ${number} finalisée, ${euros(total)}`;
}

/** The number after the last one of the year, in the company's series: archived invoices keep theirs. */
async function nextNumber(step: Step): Promise<string> {
  const numbered = `sandbox_api.invoices
    WHERE company_id = $1 AND kind = 'customer' AND number ~ '^[A-Z]+-\\d{4}-\\d{1,8}$'`;
  const series = await step.first<{ code: string }>(
    `SELECT split_part(number, '-', 1) AS code FROM ${numbered}
      GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1`,
  );
  const prefix = `${series?.code ?? "F"}-${step.day.slice(0, 4)}-`;
  const last = await step.first<{ last: number | null }>(
    `SELECT max(split_part(number, '-', 3)::int) AS last FROM ${numbered} AND starts_with(number, $2)`,
    prefix,
  );
  return prefix + String((last?.last ?? 0) + 1).padStart(4, "0");
}

/** A draft that nobody wanted. */
export async function deleteDraft(step: Step): Promise<string | null> {
  const draft = await step.pick<InvoiceRow>(invoicesWhere("customer", "r.is_draft"));
  if (draft === null) return null;
  for (const [table, column] of DRAFT_TABLES) {
    await step.execute(`DELETE FROM ${table} WHERE company_id = $1 AND ${column} = $2`, draft.id);
  }
  if (!step.silent) {
    step.events.push({
      ...{ feed: "customer_invoices", operation: "delete", id: Number(draft.id) },
      createdAt: draft.created_at,
    });
  }
  return `brouillon de facture supprimé, ${quoted(draft.label)}`;
}

const DRAFT_TABLES = [
  ["sandbox_live.customer_invoices", "id"],
  ["sandbox_model.invoices", "id"],
  ["sandbox_model.invoice_lines", "invoice_id"],
] as const;

/** A label or a deadline corrected. */
export async function changeCustomerInvoice(step: Step): Promise<string | null> {
  const invoice = await step.pick<InvoiceRow>(invoicesWhere("customer", "true"));
  if (invoice === null) return null;
  const label = `${invoice.label.replace(/ \[v\d+\]$/, "")} [v${step.serial()}]`;
  await step.execute(
    `UPDATE sandbox_live.customer_invoices
        SET label = $3, deadline = deadline + $4::int, updated_at = $5::timestamp
      WHERE company_id = $1 AND id = $2`,
    ...[invoice.id, label, step.random.pick([0, 0, 15, 30]), step.at],
  );
  step.tell("customer_invoices", "update", invoice.id);
  return `facture client modifiée, ${quoted(label)}`;
}

/** A payment in whole or in part, lettered when nothing is left. */
export async function cashInvoice(step: Step): Promise<string | null> {
  const invoice = await step.pick<InvoiceRow>(
    invoicesWhere("customer", "NOT r.is_draft AND NOT r.is_paid AND r.outstanding > 0"),
  );
  if (invoice === null) return null;
  const due = centsOf(invoice.outstanding!);
  const amount = step.random.chance(0.8) || due < 200 ? due : Math.floor(due / 2);
  const number = invoice.invoice_number;
  const lettering = await move(step, {
    ...{ amount, label: `VIR ${invoice.party_name.toUpperCase()} ${number}`, reconciled: true },
    ...{ party: partyOf(invoice), invoiceNumber: number },
    contra: [{ account: invoice.account, amount: -amount }],
  });
  if (lettering === null) return null;
  await pay(step, { id: invoice.id, kind: "customer", left: due - amount });
  if (amount === due) await letterInvoice(step, { account: invoice.account, number, lettering });
  return `facture client ${number} ${amount === due ? "payée" : "payée en partie"}, ${
    euros(amount)
  }`;
}

/** Data Sharing loses an archived invoice; the API and the ledger keep it. */
export async function archiveInvoice(step: Step): Promise<string | null> {
  const invoice = await step.pick<InvoiceRow>(
    invoicesWhere(
      "customer",
      "NOT r.is_draft AND NOT r.is_paid AND r.outstanding = r.amount_eur AND r.currency = 'EUR'",
    ),
  );
  if (invoice === null) return null;
  await step.execute(
    "UPDATE sandbox_model.invoices SET archived_at = $3::date WHERE company_id = $1 AND id = $2",
    ...[invoice.id, step.day],
  );
  await step.execute(
    "DELETE FROM sandbox_live.customer_invoices WHERE company_id = $1 AND id = $2",
    invoice.id,
  );
  await bump(step, invoice.id);
  return `facture client ${invoice.invoice_number} archivée, ${euros(centsOf(invoice.amount_eur))}`;
}

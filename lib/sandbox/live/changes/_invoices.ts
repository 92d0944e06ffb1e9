import { type Cents, decimalOf, share } from "../../money.ts";
import type { LineToPost, Step } from "../step.ts";
import type { Party } from "../entries.ts";

/** An invoice as changes need it. */
export interface InvoiceRow {
  readonly id: string;
  readonly label: string;
  readonly invoice_number: string;
  readonly amount_eur: string;
  readonly created_at: string;
  readonly party_id: string;
  readonly party_name: string;
  readonly account: string;
  readonly outstanding: string | null;
  readonly term_days: number;
}

/** What {@linkcode Step.pick} takes to find an invoice: rows of Data Sharing with state and third party, that `where` keeps. */
export function invoicesWhere(kind: "customer" | "supplier", where: string): string {
  return `(SELECT i.*, i.${kind}_id AS party_id, p.name AS party_name, p.plan_item_number AS account,
            m.outstanding, m.is_draft, x.term_days
       FROM sandbox_live.${kind}_invoices i
       JOIN sandbox_model.invoices m ON m.company_id = i.company_id AND m.id = i.id
       JOIN sandbox_live.${kind}s p ON p.company_id = i.company_id AND p.id = i.${kind}_id
       JOIN sandbox_model.third_parties x
         ON x.company_id = i.company_id AND x.id = p.id AND x.kind = '${kind}'
      WHERE i.company_id = $1) r WHERE ${where}`;
}

/** The third party of an invoice, as the ledger names it. */
export function partyOf(invoice: InvoiceRow): Party {
  return { id: invoice.party_id, name: invoice.party_name, account: invoice.account };
}

/** A line of an invoice. */
export interface LineToInvoice {
  readonly label: string;
  readonly account: string;
  readonly net: Cents;
  readonly vat: Cents;
}

/** One to three lines at 20 %, on accounts that `account` draws. */
export async function drawLines(
  step: Step,
  { label, account }: { label: string; account: () => Promise<string> },
): Promise<LineToInvoice[]> {
  const lines: LineToInvoice[] = [];
  const count = step.random.pick([1, 1, 2, 3]);
  for (let rank = 1; rank <= count; rank++) {
    const net = step.random.int(20, 4_000) * 100 + step.random.pick([0, 0, 50, 99]);
    const shown = count === 1 ? label : `${label} (${rank}/${count})`;
    lines.push({ label: shown, account: await account(), net, vat: share(net, 1, 5) });
  }
  return lines;
}

/** Totals of lines. */
export function totalsOf(
  lines: readonly LineToInvoice[],
): { net: Cents; vat: Cents; total: Cents } {
  const net = lines.reduce((sum, line) => sum + line.net, 0);
  const vat = lines.reduce((sum, line) => sum + line.vat, 0);
  return { net, vat, total: net + vat };
}

/** What is booked for lines beside the third party: `sign` is -1 for sales, 1 for purchases. */
export function bookedLines(
  lines: readonly LineToInvoice[],
  { sign, vatAccount }: { sign: 1 | -1; vatAccount: string },
): LineToPost[] {
  const { vat } = totalsOf(lines);
  return [
    ...lines.map((line) => ({ account: line.account, amount: sign * line.net, label: line.label })),
    { account: vatAccount, amount: sign * vat },
  ];
}

/** Adds the state and the lines of an invoice to what only the application knows. */
export async function insertModel(
  step: Step,
  { id, kind, draft, lines }: {
    id: number;
    kind: "customer" | "supplier";
    draft: boolean;
    lines: readonly LineToInvoice[];
  },
): Promise<void> {
  const total = decimalOf(totalsOf(lines).total);
  await step.execute(
    `INSERT INTO sandbox_model.invoices
       (id, company_id, kind, is_draft, credited_invoice_id, archived_at, currency_total, outstanding)
     VALUES ($2, $1, $3, $4, NULL, NULL, $5::numeric, CASE WHEN NOT $4 THEN $5::numeric END)`,
    ...[id, kind, draft, total],
  );
  await step.execute(
    `INSERT INTO sandbox_model.invoice_lines
       (company_id, invoice_id, rank, label, account, quantity, unit, vat_code, net, vat)
     SELECT $1, $2, rank, label, account, 1.000, NULL, 'FR_200', net, vat
       FROM json_to_recordset($3::json) AS l (rank int, label text, account text, net numeric, vat numeric)`,
    id,
    JSON.stringify(lines.map((line, index) => ({
      ...{ rank: index + 1, label: line.label, account: line.account },
      ...{ net: decimalOf(line.net), vat: decimalOf(line.vat) },
    }))),
  );
}

/** Sets what a payment left to pay. */
export async function pay(
  step: Step,
  { id, kind, left }: { id: string; kind: "customer" | "supplier"; left: Cents },
): Promise<void> {
  const outstanding = kind === "customer" ? "outstanding_balance = $3::numeric, " : "";
  await step.execute(
    `UPDATE sandbox_live.${kind}_invoices
        SET ${outstanding}is_paid = $3::numeric = 0, updated_at = $4::timestamp
      WHERE company_id = $1 AND id = $2`,
    ...[id, decimalOf(left), step.at],
  );
  await step.execute(
    "UPDATE sandbox_model.invoices SET outstanding = $3::numeric WHERE company_id = $1 AND id = $2",
    ...[id, decimalOf(left)],
  );
  step.tell(`${kind}_invoices`, "update", id);
}

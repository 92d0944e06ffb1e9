import { decimalOf } from "../money.ts";
import type { LineToPost, Step } from "./step.ts";

/** An entry to post; its id is that of its document. */
export interface EntryToPost {
  readonly id: number;
  readonly journal: string;
  readonly day: string;
  readonly label: string;
  readonly pieceRef: string;
  readonly invoiceNumber: string | null;
  readonly createdBy: string;
  readonly hasFile: boolean;
  /** Third party of the lines on accounts of classes 4 and 5. */
  readonly party: Party | null;
  readonly lines: readonly LineToPost[];
}

/** A customer or supplier, as the ledger names it. */
export interface Party {
  readonly id: number | string;
  readonly name: string;
  readonly account: string;
}

/**
 * Posts a balanced entry and tells its lines.
 *
 * @returns The ids of its lines, in order.
 * @throws {RangeError} It is not balanced, or the company lacks its journal or an account.
 */
export async function post(step: Step, entry: EntryToPost): Promise<number[]> {
  const lines = entry.lines.filter((line) => line.amount !== 0);
  const sum = lines.reduce((total, line) => total + line.amount, 0);
  if (sum !== 0) throw new RangeError(`The entry « ${entry.label} » is off by ${sum} cents`);
  const ids = lines.map(() => step.id("line"));
  const posted = await step.execute(
    INSERT_LINES,
    JSON.stringify(lines.map((line, index) => ({
      id: ids[index],
      account: line.account,
      label: line.label ?? entry.label,
      debit: decimalOf(Math.max(0, line.amount)),
      credit: decimalOf(Math.max(0, -line.amount)),
      lettering: line.lettering ?? null,
    }))),
    JSON.stringify({
      ...{ document: entry.id, day: entry.day, label: entry.label, journal: entry.journal },
      ...{ number: entry.invoiceNumber, piece: entry.pieceRef, by: entry.createdBy },
      link: entry.hasFile ? `https://app.pennylane.com/documents/${entry.id}.pdf` : null,
      ...{ party: entry.party?.id ?? null, party_account: entry.party?.account ?? null },
      party_name: entry.party?.name ?? null,
      ...{ made: step.madeAt, at: step.at, company: step.company.name },
    }),
  );
  if (posted !== lines.length) {
    throw new RangeError(`The entry « ${entry.label} » lost ${lines.length - posted} lines`);
  }
  step.tellNew("ledger_entry_lines", ...ids);
  return ids;
}

const INSERT_LINES = `
  INSERT INTO sandbox_live.general_ledger (
    company_id, company_name, id, date, lettering, label, debit, credit, plan_item_number, plan_item_label,
    journal_code, journal_label, document_id, document_label, invoice_number, fec_pieceref, thirdparty_id,
    thirdparty_plan_item_number, thirdparty_plan_item_label, invoice_link, created_by, document_created_at,
    document_updated_at)
  SELECT $1, e.company, l.id, e.day, l.lettering, l.label, l.debit, l.credit, l.account, a.label,
         e.journal, j.label, e.document, e.label, e.number, e.piece,
         CASE WHEN l.account ~ '^[45]' THEN e.party END, CASE WHEN l.account ~ '^[45]' THEN e.party_account END,
         CASE WHEN l.account ~ '^[45]' THEN e.party_name END, e.link, e.by, e.made, e.at
    FROM json_to_recordset($2::json) AS l (
           id bigint, account text, label text, debit numeric, credit numeric, lettering bigint)
   CROSS JOIN json_to_record($3::json) AS e (
           document bigint, day date, label text, journal text, number text, piece text, by text, link text,
           party bigint, party_account text, party_name text, made timestamp, at timestamp, company text)
    JOIN sandbox_api.ledger_accounts a ON a.company_id = $1 AND a.number = l.account
    JOIN sandbox_api.journals j ON j.company_id = $1 AND j.code = e.journal`;

/**
 * Moves the last change of entries to now, and tells their lines: what else changed in them must be told too. An archived
 * invoice, which only the ledger knows any more, changes with them.
 */
export async function bump(step: Step, ...documents: (number | string)[]): Promise<void> {
  if (documents.length === 0) return;
  const lines = await step.many<{ id: string }>(
    `UPDATE sandbox_live.general_ledger SET document_updated_at = $3::timestamp
      WHERE company_id = $1 AND document_id = ANY($2::bigint[]) RETURNING id`,
    documents,
    step.at,
  );
  const ids = lines.map(({ id }) => Number(id)).sort((a, b) => a - b);
  const known = new Set(
    step.events.filter(({ feed }) => feed === "ledger_entry_lines").map((e) => e.id),
  );
  step.tell("ledger_entry_lines", "update", ...ids.filter((id) => !known.has(id)));
  const archived = await step.many<{ id: string; kind: "customer" | "supplier" }>(
    `SELECT id, kind FROM sandbox_model.invoices
      WHERE company_id = $1 AND id = ANY($2::bigint[]) AND archived_at IS NOT NULL ORDER BY id`,
    documents,
  );
  for (const { id, kind } of archived) step.tell(`${kind}_invoices`, "update", id);
}

/**
 * Letters the open lines of a third party's account that belong to an invoice, when they add up to zero.
 *
 * @returns Whether they did.
 */
export async function letterInvoice(
  step: Step,
  { account, number, lettering }: { account: string; number: string; lettering: number },
): Promise<boolean> {
  const open = await step.many<{ document_id: string; balance: string }>(
    `SELECT document_id, sum(debit - credit) OVER () AS balance FROM sandbox_live.general_ledger
      WHERE company_id = $1 AND plan_item_number = $2 AND invoice_number = $3 AND lettering IS NULL`,
    account,
    number,
  );
  if (open.length < 2 || Number(open[0]!.balance) !== 0) return false;
  await step.execute(
    `UPDATE sandbox_live.general_ledger SET lettering = $4
      WHERE company_id = $1 AND plan_item_number = $2 AND invoice_number = $3 AND lettering IS NULL`,
    account,
    number,
    lettering,
  );
  await bump(step, ...new Set(open.map((line) => line.document_id)));
  return true;
}

/** An account that the company uses already, by a pattern of LIKE, or null. */
export async function usedAccount(step: Step, pattern: string): Promise<string | null> {
  const accounts = await step.many<{ number: string }>(
    `SELECT number FROM sandbox_api.ledger_accounts
      WHERE company_id = $1 AND number LIKE $2 AND enabled AND NOT auxiliary AND length(number) = 6
      ORDER BY number`,
    pattern,
  );
  return accounts.length === 0 ? null : step.random.pick(accounts).number;
}

import { bump, post, usedAccount } from "../entries.ts";
import { dayOf, isoDay } from "../../calendar.ts";
import { centsOf } from "../cents.ts";
import { decimalOf } from "../../money.ts";
import { type Step } from "../step.ts";
import { euros, quoted } from "../texts.ts";

interface LineRow {
  readonly id: string;
  readonly label: string | null;
  readonly debit: string;
  readonly credit: string;
  readonly document_id: string;
  readonly plan_item_number: string;
  readonly lettering: string | null;
}

/** Pairs of lines that an accountant may letter. */
const PAIRS = `
  SELECT a.id, a.document_id, b.id AS other_id, b.document_id AS other_document_id, a.plan_item_number, a.debit
    FROM sandbox_live.general_ledger a
    JOIN sandbox_live.general_ledger b
      ON b.company_id = a.company_id AND b.plan_item_number = a.plan_item_number AND b.credit = a.debit
     AND b.lettering IS NULL AND b.document_id <> a.document_id
   WHERE a.company_id = $1 AND a.lettering IS NULL AND a.debit > 0 AND a.plan_item_number ~ '^4[01267]'
   ORDER BY a.id DESC, b.id DESC`;

/** Letters two lines of an account that add up to zero. */
export async function letterLines(step: Step): Promise<string | null> {
  const pair = await step.first<LineRow & { other_id: string; other_document_id: string }>(
    `${PAIRS} OFFSET ${step.random.int(0, 5)} LIMIT 1`,
  ) ??
    await step.first<LineRow & { other_id: string; other_document_id: string }>(`${PAIRS} LIMIT 1`);
  if (pair === null) return null;
  await step.execute(
    "UPDATE sandbox_live.general_ledger SET lettering = $2 WHERE company_id = $1 AND id = ANY($3::bigint[])",
    ...[step.id("document"), [pair.id, pair.other_id]],
  );
  await bump(step, pair.document_id, pair.other_document_id);
  return `deux lignes lettrées au ${pair.plan_item_number}, ${euros(centsOf(pair.debit))}`;
}

/** A lettering undone: its whole group is open again. */
export async function unletterLines(step: Step): Promise<string | null> {
  const line = await step.pick<LineRow>(
    "sandbox_live.general_ledger r WHERE r.company_id = $1 AND r.lettering IS NOT NULL",
  );
  if (line === null) return null;
  const group = await step.many<{ document_id: string }>(
    `UPDATE sandbox_live.general_ledger SET lettering = NULL
      WHERE company_id = $1 AND lettering = $2 RETURNING document_id`,
    line.lettering,
  );
  await bump(step, ...new Set(group.map((one) => one.document_id)));
  return `${group.length} lignes délettrées au ${line.plan_item_number}`;
}

/** Another label on a line. */
export async function relabelLine(step: Step): Promise<string | null> {
  const line = await step.pick<LineRow>("sandbox_live.general_ledger r WHERE r.company_id = $1");
  if (line === null) return null;
  const label = `${(line.label ?? "").replace(/ \(corrigé \d+\)$/, "")} (corrigé ${step.serial()})`;
  await step.execute(
    "UPDATE sandbox_live.general_ledger SET label = $3 WHERE company_id = $1 AND id = $2",
    ...[line.id, label],
  );
  if (!step.silent) await bump(step, line.document_id);
  return `libellé d'une ligne corrigé, ${quoted(label)}`;
}

/** Both sides of an entry grow or shrink by as much. */
export async function correctAmounts(step: Step): Promise<string | null> {
  const open =
    "r.lettering IS NULL AND r.journal_code IN ('OD', 'PA') AND r.plan_item_number !~ '^(401|411)'";
  const debit = await step.pick<LineRow>(
    `sandbox_live.general_ledger r WHERE r.company_id = $1 AND ${open} AND r.debit > 10`,
  );
  if (debit === null) return null;
  const credit = await step.first<LineRow>(
    `SELECT r.* FROM sandbox_live.general_ledger r
      WHERE r.company_id = $1 AND ${open} AND r.credit > 10 AND r.document_id = $2 ORDER BY r.id LIMIT 1`,
    debit.document_id,
  );
  if (credit === null) return null;
  const delta = step.random.int(1, 500) * step.random.pick([1, -1]);
  for (const [line, column] of [[debit, "debit"], [credit, "credit"]] as const) {
    await step.execute(
      `UPDATE sandbox_live.general_ledger SET ${column} = $3::numeric WHERE company_id = $1 AND id = $2`,
      ...[line.id, decimalOf(centsOf(line[column]) + delta)],
    );
  }
  await bump(step, debit.document_id);
  return `montant d'une écriture corrigé de ${
    euros(delta)
  }, ${debit.plan_item_number} et ${credit.plan_item_number}`;
}

/** A line moves to another account. */
export async function correctAccount(step: Step): Promise<string | null> {
  const line = await step.pick<LineRow>(
    "sandbox_live.general_ledger r WHERE r.company_id = $1 AND r.plan_item_number LIKE '6%'",
  );
  const account = await usedAccount(step, "6%");
  if (line === null || account === null || account === line.plan_item_number) return null;
  await step.execute(
    `UPDATE sandbox_live.general_ledger g SET plan_item_number = a.number, plan_item_label = a.label
       FROM sandbox_api.ledger_accounts a
      WHERE g.company_id = $1 AND g.id = $2 AND a.company_id = $1 AND a.number = $3`,
    ...[line.id, account],
  );
  await bump(step, line.document_id);
  return `ligne passée du ${line.plan_item_number} au ${account}, ${quoted(line.label)}`;
}

/** An entry in a year that is closed. */
export async function postLate(step: Step): Promise<string | null> {
  const year = await step.pick<{ start_date: string; end_date: string; descriptor: string }>(
    "sandbox_live.fiscal_years r WHERE r.company_id = $1 AND r.closed_at IS NOT NULL",
  );
  const account = await usedAccount(step, "6%");
  if (year === null || account === null) return null;
  const day = isoDay(step.random.int(dayOf(year.start_date), dayOf(year.end_date)));
  const amount = step.random.int(1_000, 90_000);
  await post(step, {
    ...{
      id: step.id("document"),
      journal: "OD",
      day,
      label: `Régularisation tardive ${step.serial()}`,
    },
    ...{ pieceRef: "", invoiceNumber: null, createdBy: "Cabinet", hasFile: false, party: null },
    lines: [{ account, amount }, { account: "467000", amount: -amount }],
  });
  return `écriture tardive au ${day}, exercice clos ${year.descriptor}, ${euros(amount)}`;
}

import { bump, usedAccount } from "../entries.ts";
import { centsOf } from "../cents.ts";
import { type Step } from "../step.ts";
import { euros, quoted } from "../texts.ts";
import { move, moveBalance } from "./_movement.ts";

const SUSPENSE = "471000";
const SEEN = [
  "PRLV SEPA DIVERS",
  "CARTE 4978 PAIEMENT",
  "VIR RECU",
  "REMISE CHEQUES",
  "FRAIS TENUE COMPTE",
];

interface TransactionRow {
  readonly id: string;
  readonly label: string;
  readonly amount_eur: string;
  readonly account_name: string;
  readonly created_at: string;
}

/** A transaction that nobody has explained yet: against 471. */
export async function importTransaction(step: Step): Promise<string | null> {
  const amount = step.random.int(5, 900) * 100 * step.random.pick([-1, -1, 1]) +
    step.random.int(0, 99);
  const label = `${step.random.pick(SEEN)} ${step.serial()}`;
  const id = await move(step, {
    ...{ amount, label, party: null, invoiceNumber: null, reconciled: false },
    contra: [{ account: SUSPENSE, amount: -amount }],
  });
  return id === null ? null : `transaction importée ${quoted(label)}, ${euros(amount)}`;
}

/** What an accountant does to transactions all day: proofs found and asked for. */
export async function changeTransaction(step: Step): Promise<string | null> {
  const one = await step.pick<TransactionRow>(
    "sandbox_live.bank_transactions r WHERE r.company_id = $1",
  );
  if (one === null) return null;
  await step.execute(
    `UPDATE sandbox_live.bank_transactions
        SET proof_status = CASE proof_status WHEN 'found' THEN 'missing' WHEN 'missing' THEN 'not_needed' ELSE 'found' END,
            updated_at = $3::timestamp
      WHERE company_id = $1 AND id = $2`,
    ...[one.id, step.at],
  );
  step.tell("transactions", "update", one.id);
  return `transaction revue ${quoted(one.label)}`;
}

const OPEN =
  "sandbox_live.bank_transactions r WHERE r.company_id = $1 AND r.outstanding_balance <> 0";

/** A transaction explained: its waiting line moves to the account that it was for. */
export async function reconcile(step: Step): Promise<string | null> {
  const one = await step.pick<TransactionRow>(OPEN);
  if (one === null) return null;
  const account = await usedAccount(step, centsOf(one.amount_eur) < 0 ? "6%" : "7%");
  if (account === null) return null;
  await step.execute(
    `UPDATE sandbox_live.general_ledger g SET plan_item_number = a.number, plan_item_label = a.label,
            thirdparty_id = NULL, thirdparty_plan_item_number = NULL, thirdparty_plan_item_label = NULL
       FROM sandbox_api.ledger_accounts a
      WHERE g.company_id = $1 AND g.document_id = $2 AND g.plan_item_number LIKE '47%' AND g.lettering IS NULL
        AND a.company_id = $1 AND a.number = $3`,
    ...[one.id, account],
  );
  await step.execute(
    `UPDATE sandbox_live.bank_transactions
        SET outstanding_balance = 0.00, accountants_view_status = 'done', proof_status = 'found',
            updated_at = $3::timestamp
      WHERE company_id = $1 AND id = $2`,
    ...[one.id, step.at],
  );
  await bump(step, one.id);
  step.tell("transactions", "update", one.id);
  return `transaction rapprochée ${quoted(one.label)}, ${euros(centsOf(one.amount_eur))}`;
}

/** A transaction imported twice goes, with its entry. */
export async function deleteTransaction(step: Step): Promise<string | null> {
  const one = await step.pick<TransactionRow>(
    `(SELECT t.*, s.created_at FROM sandbox_live.bank_transactions t
        JOIN sandbox_api.companies c ON c.company_id = t.company_id
        JOIN sandbox_api.transactions s ON s.company_id = t.company_id AND s.id = t.id + c.shift
       WHERE t.company_id = $1 AND t.outstanding_balance <> 0
         AND NOT EXISTS (SELECT FROM sandbox_live.general_ledger g WHERE g.company_id = t.company_id
                            AND g.document_id = t.id AND g.lettering IS NOT NULL)) r`,
  );
  if (one === null) return null;
  const lines = await step.many<{ id: string; created_at: string }>(
    `WITH untagged AS (
       DELETE FROM sandbox_live.line_tags t USING sandbox_live.general_ledger g
        WHERE g.company_id = $1 AND g.document_id = $2 AND t.company_id = $1 AND t.line_id = g.id)
     DELETE FROM sandbox_live.general_ledger WHERE company_id = $1 AND document_id = $2
     RETURNING id, document_created_at AS created_at`,
    one.id,
  );
  await step.execute(
    "DELETE FROM sandbox_live.bank_transactions WHERE company_id = $1 AND id = $2",
    one.id,
  );
  const bank = await step.first<{ id: string }>(
    "SELECT id FROM sandbox_live.bank_accounts WHERE company_id = $1 AND name = $2 ORDER BY id",
    one.account_name,
  );
  if (bank !== null) await moveBalance(step, bank.id, -centsOf(one.amount_eur));
  for (const { id, created_at } of lines.sort((a, b) => Number(a.id) - Number(b.id))) {
    step.events.push({
      ...{ feed: "ledger_entry_lines", operation: "delete", id: Number(id), createdAt: created_at },
    });
  }
  step.events.push({
    ...{ feed: "transactions", operation: "delete", id: Number(one.id), createdAt: one.created_at },
  });
  return `transaction en double supprimée ${quoted(one.label)}, ${euros(centsOf(one.amount_eur))}`;
}

/** The bank tells a balance before the transactions that made it. */
export async function tellBalance(step: Step): Promise<string | null> {
  const bank = await step.pick<{ id: string; name: string }>(
    "sandbox_live.bank_accounts r WHERE r.company_id = $1",
  );
  if (bank === null) return null;
  const amount = step.random.int(-50_000, 50_000);
  await moveBalance(step, bank.id, amount);
  return `solde bancaire de ${quoted(bank.name)} relevé, ${amount < 0 ? "" : "+"}${euros(amount)}`;
}

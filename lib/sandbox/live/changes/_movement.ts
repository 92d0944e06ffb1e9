import { dayOf, isoDay } from "../../calendar.ts";
import { type Cents, decimalOf } from "../../money.ts";
import { type Party, post } from "../entries.ts";
import type { LineToPost, Step } from "../step.ts";

/** A bank account as a movement needs it. */
interface Bank {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly connection: string;
}

/** Money that came or went; the entry's other lines add up to its opposite. */
export interface LiveMovement {
  /** Positive when money comes in. */
  readonly amount: Cents;
  readonly label: string;
  readonly party: Party | null;
  readonly invoiceNumber: string | null;
  readonly reconciled: boolean;
  /** The other lines, from the id of the document. */
  readonly contra: readonly LineToPost[];
}

/**
 * Books a bank transaction with its entry, and moves the balance of the account.
 *
 * @returns The id that both share, or null when no bank account speaks.
 */
export async function move(step: Step, movement: LiveMovement): Promise<number | null> {
  const bank = await step.first<Bank>(
    `SELECT id, name, accounting_plan_item_number AS account, initcap(connection) AS connection
       FROM sandbox_live.bank_accounts WHERE company_id = $1 AND last_sync_success ORDER BY id LIMIT 1`,
  );
  if (bank === null) return null;
  const id = step.id("document");
  // What a bank tells today happened yesterday.
  const day = isoDay(dayOf(step.day) - 1);
  await step.execute(
    `INSERT INTO sandbox_live.bank_transactions (
       id, execution_date, company_id, account_name, thirdparty_name, thirdparty_id, label, amount_eur,
       outstanding_balance, currency, currency_amount, source, is_potential_duplicate,
       accountants_view_status, proof_status, updated_at)
     VALUES ($2, $3, $1, $4, $5, $6, $7, $8, $9, 'EUR', $8, $10, false, $11, $12, $13)`,
    ...[
      id,
      day,
      bank.name,
      movement.party?.name ?? null,
      movement.party?.id ?? null,
      movement.label,
    ],
    ...[decimalOf(movement.amount), decimalOf(movement.reconciled ? 0 : -movement.amount)],
    ...[bank.connection, movement.reconciled ? "done" : "to_do"],
    ...[movement.party === null ? "missing" : "found", step.at],
  );
  await post(step, {
    ...{ id, journal: "BQ", day, label: movement.label, pieceRef: movement.invoiceNumber ?? "" },
    ...{ invoiceNumber: movement.invoiceNumber ?? "", createdBy: "Synchronisation bancaire" },
    ...{ hasFile: false, party: movement.party },
    lines: [{ account: bank.account, amount: movement.amount }, ...movement.contra],
  });
  await moveBalance(step, bank.id, movement.amount);
  step.tellNew("transactions", id);
  return id;
}

/** Moves what the bank says of an account. */
export async function moveBalance(step: Step, account: string, amount: Cents): Promise<void> {
  await step.execute(
    `UPDATE sandbox_live.bank_accounts
        SET balance = (balance::numeric + $3::numeric)::double precision, last_sync_at = $4::timestamp,
            updated_at = $4::timestamp
      WHERE company_id = $1 AND id = $2`,
    account,
    decimalOf(amount),
    step.at,
  );
}

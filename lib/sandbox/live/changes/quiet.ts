import type { ResourceFeed, Step } from "../step.ts";
import { quoted } from "../texts.ts";
import { relabelLine } from "./ledger.ts";
import { deleteDraft } from "./sales.ts";

/** What an element of a table is called. */
const NAMES: Readonly<Record<string, string>> = {
  supplier_invoices: "facture fournisseur",
  customer_invoices: "facture client",
  bank_transactions: "transaction",
  suppliers: "fournisseur",
  customers: "client",
};

const RESTORED: readonly [string, ResourceFeed][] = [
  ["supplier_invoices", "supplier_invoices"],
  ["customer_invoices", "customer_invoices"],
  ["bank_transactions", "transactions"],
  ["suppliers", "suppliers"],
];

/** What a restore of data does: `updated_at` moves, is told, and nothing else changed. */
export async function restore(step: Step): Promise<string | null> {
  const [table, feed] = step.random.pick(RESTORED);
  const rows = await step.many<{ id: string }>(
    `UPDATE sandbox_live.${table} SET updated_at = $2::timestamp
      WHERE company_id = $1 AND id IN (
        SELECT id FROM sandbox_live.${table} WHERE company_id = $1 ORDER BY id DESC OFFSET $3 LIMIT $4)
     RETURNING id`,
    ...[step.at, step.random.int(0, 40), step.random.int(1, 8)],
  );
  if (rows.length === 0) return null;
  step.tell(feed, "update", ...rows.map(({ id }) => Number(id)).sort((a, b) => a - b));
  return `date de modification déplacée sans changement, ${NAMES[table]} × ${rows.length}`;
}

const SILENT: readonly [table: string, column: string][] = [
  ["supplier_invoices", "label"],
  ["customer_invoices", "label"],
  ["bank_transactions", "label"],
  ["customers", "city"],
  ["suppliers", "city"],
  ["general_ledger", "label"],
];

/** A change that nothing tells: no event, no `updated_at`, no `synchronised_at`. */
export async function changeSilently(step: Step): Promise<string | null> {
  step.silent = true;
  const [table, column] = step.random.pick(SILENT);
  if (table === "general_ledger") return await relabelLine(step);
  const row = await step.pick<{ id: string } & Record<string, string | null>>(
    `sandbox_live.${table} r WHERE r.company_id = $1`,
  );
  if (row === null) return null;
  const value = `${(row[column] ?? "").replace(/ \(tu \d+\)$/, "")} (tu ${step.serial()})`;
  await step.execute(
    `UPDATE sandbox_live.${table} SET ${column} = $3 WHERE company_id = $1 AND id = $2`,
    ...[row.id, value],
  );
  return `modification sans événement, ${NAMES[table]} ${quoted(value)}`;
}

/** A draft that goes without an event, and from Data Sharing without `deleted_at`. */
export async function deleteSilently(step: Step): Promise<string | null> {
  step.silent = true;
  const text = await deleteDraft(step);
  return text && `${text}, sans événement`;
}

import assert from "node:assert/strict";
import type { Queryable } from "../../lib/connectors/postgres/mod.ts";
import {
  answerKey,
  loadSandbox,
  type MistakeKind,
  type PlantedMistake,
} from "../../lib/sandbox/mod.ts";
import { withDatabase } from "./_server.ts";

const OPTIONS = { seed: 1, date: "2026-10-31" };

/** A query per kind: what a check would look for, in all companies; it must find the planted row and no other. */
const QUERIES: Readonly<Record<MistakeKind, string>> = {
  suspense_account_open: `
    SELECT company_id, document_id, abs(debit - credit) AS amount FROM pennylane.general_ledger
     WHERE plan_item_number LIKE '471%' AND lettering IS NULL AND journal_code <> 'AN'`,
  internal_transfer_not_cleared: `
    SELECT company_id, document_id, debit AS amount FROM pennylane.general_ledger
     WHERE plan_item_number LIKE '58%' AND lettering IS NULL AND journal_code <> 'AN'`,
  invoice_booked_twice: `
    SELECT company_id, max(id) AS document_id, max(amount_eur) AS amount FROM pennylane.supplier_invoices
     GROUP BY company_id, supplier_id, invoice_number, amount_eur HAVING count(*) > 1`,
  invoice_paid_twice: `
    SELECT i.company_id, max(t.id) AS document_id, max(i.amount_eur) AS amount
      FROM pennylane.supplier_invoices i
      JOIN pennylane.bank_transactions t ON t.thirdparty_id = i.supplier_id AND t.amount_eur = -i.amount_eur
                                        AND strpos(t.label, i.invoice_number) > 0
     GROUP BY i.company_id, i.id HAVING count(*) > 1`,
  shareholder_account_in_debit: `
    SELECT company_id, max(document_id) AS document_id, sum(debit - credit) AS amount
      FROM pennylane.general_ledger g JOIN pennylane.fiscal_years f USING (company_id)
     WHERE plan_item_number LIKE '455%' AND g.date BETWEEN f.start_date AND f.end_date
     GROUP BY company_id, f.id HAVING sum(debit - credit) > 0`,
  computer_in_small_equipment: `
    SELECT company_id, document_id, debit AS amount FROM pennylane.general_ledger
     WHERE plan_item_number LIKE '6063%' AND debit > 500 AND label ILIKE '%ordinateur%'`,
  accrual_never_reversed: `
    SELECT company_id, max(document_id) AS document_id, sum(credit - debit) AS amount
      FROM pennylane.general_ledger
     WHERE plan_item_number ~ '^(408|418|486|487)' AND journal_code <> 'AN' AND fec_pieceref LIKE 'F%'
     GROUP BY company_id, plan_item_number, fec_pieceref HAVING sum(debit - credit) <> 0`,
  vat_return_in_wrong_journal: `
    SELECT company_id, document_id, debit + credit AS amount FROM pennylane.general_ledger
     WHERE journal_code = 'OD' AND plan_item_number ~ '^445(51|67)'`,
  late_entry_in_declared_period: `
    SELECT g.company_id, g.document_id, g.debit AS amount FROM pennylane.general_ledger g
      JOIN pennylane.vat_declarations v ON v.company_id = g.company_id AND g.date BETWEEN v.period_start AND v.period_end
     WHERE g.plan_item_number LIKE '44566%' AND v.declaration_document_id IS NOT NULL AND g.journal_code <> 'TVA'
       AND g.document_created_at > v.period_end + 40`,
  lettering_off_by_one_cent: `
    SELECT company_id, min(document_id) AS document_id, sum(debit - credit) AS amount
      FROM pennylane.general_ledger WHERE lettering IS NOT NULL
     GROUP BY company_id, lettering HAVING sum(debit - credit) <> 0`,
  iban_changed_then_paid: `
    SELECT t.company_id, i.id AS document_id, -t.amount_eur AS amount FROM pennylane.suppliers s
      JOIN pennylane.bank_transactions t ON t.thirdparty_id = s.id
                                        AND t.execution_date BETWEEN s.iban_updated_at::date AND s.iban_updated_at::date + 10
      JOIN pennylane.supplier_invoices i ON i.supplier_id = s.id`,
  silent_bank: `
    SELECT company_id, null AS document_id, null AS amount FROM pennylane.bank_accounts b
     WHERE last_sync_at < date '2026-10-31' - 10
       AND NOT EXISTS (SELECT FROM pennylane.bank_transactions t WHERE t.company_id = b.company_id
                        AND t.account_name = b.name AND t.execution_date > b.last_sync_at::date)`,
  old_draft: `
    SELECT company_id, id AS document_id, amount_eur AS amount FROM pennylane.customer_invoices
     WHERE invoice_number = '' AND created_date <= date '2026-10-31' - 60`,
  numbering_gap: `
    WITH numbers AS (
      SELECT DISTINCT company_id, substring(invoice_number from '^(.*-)\\d+$') AS series,
             substring(invoice_number from '(\\d+)$')::int AS n
        FROM pennylane.general_ledger WHERE journal_code = 'VT' AND invoice_number ~ '-\\d+$'
    ), gaps AS (
      SELECT *, lead(n) OVER (PARTITION BY company_id, series ORDER BY n) AS next FROM numbers
    )
    SELECT company_id, null AS document_id, null AS amount FROM gaps WHERE next > n + 1`,
};

interface Finding {
  readonly company_id: string;
  readonly document_id: string | null;
  readonly amount: string | null;
}

async function find(db: Queryable, kind: MistakeKind): Promise<Finding[]> {
  return await db.many<Finding>(QUERIES[kind]);
}

function check(mistake: PlantedMistake, findings: readonly Finding[]): void {
  assert.equal(findings.length, 1, `${mistake.kind}: ${JSON.stringify(findings)}`);
  const [found] = findings as [Finding];
  assert.equal(found.company_id, mistake.companyId, mistake.kind);
  if (found.document_id !== null) {
    assert.ok(
      mistake.documentIds.includes(found.document_id),
      `${mistake.kind} ${found.document_id}`,
    );
  }
  if (found.amount !== null) {
    assert.equal(Number(found.amount), Number(mistake.amount), mistake.kind);
  }
}

Deno.test("answerKey() names each planted mistake, found alone by SQL", async () => {
  await withDatabase("sandbox_mistakes", async ({ db }) => {
    await loadSandbox(db, OPTIONS);
    const key = answerKey(OPTIONS);
    assert.deepEqual(key.map((one) => one.kind).sort(), Object.keys(QUERIES).sort());
    for (const mistake of key) check(mistake, await find(db, mistake.kind));
  });
});

Deno.test("loadSandbox() plants nothing when it is told so", async () => {
  await withDatabase("sandbox_clean", async ({ db }) => {
    const options = { ...OPTIONS, plantedMistakes: false };
    await loadSandbox(db, options);
    assert.deepEqual(answerKey(options), []);
    for (const kind of Object.keys(QUERIES) as MistakeKind[]) {
      assert.deepEqual(await find(db, kind), [], kind);
    }
  });
});

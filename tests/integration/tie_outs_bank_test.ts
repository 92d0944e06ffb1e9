import assert from "node:assert/strict";
import type { TieOutChoice } from "../../lib/sync/mod.ts";
import { addCompany, type Books, entry, type SourceRow, withBooks } from "./_books.ts";
import { opened, statements, tell, told } from "./_tie_outs.ts";

const BANK: TieOutChoice = { kind: "bank_ledger" };

/** Bank account « Courant » on 512000, à-nouveaux of 1000 and a balance at 30 October. */
async function addBank(books: Books, balance: string): Promise<void> {
  await addCompany(books, 1, "Alpha");
  await books.add("bank_accounts", {
    ...{ id: 5, company_id: 1, name: "Courant", currency: "EUR", balance },
    ...{ accounting_plan_item_number: "512000", last_sync_at: "2026-10-30 15:00:00" },
  });
  const [debit, credit] = entry(1, 1, { amount: "1000", date: "2026-01-01" });
  const opening = { journal_code: "AN" };
  await books.add("general_ledger", { ...debit, ...opening, plan_item_number: "512000" });
  await books.add("general_ledger", { ...credit, ...opening, plan_item_number: "110000" });
}

/** A receipt of the bank: what the bank tells of it, and what is booked; null: nothing. */
async function addReceipt(
  books: Books,
  id: number,
  { bank, booked }: { bank: SourceRow | null; booked: SourceRow | null },
): Promise<void> {
  const day = "2026-10-15";
  if (bank !== null) {
    await books.add("bank_transactions", {
      ...{
        id,
        company_id: 1,
        account_name: "Courant",
        execution_date: day,
        amount_eur: String(id),
      },
      ...{
        outstanding_balance: "0",
        label: `VIR ${id}`,
        updated_at: "2026-10-15 08:00:00",
        ...bank,
      },
    });
  }
  if (booked === null) return;
  const [debit, credit] = entry(1, id, { amount: String(id), date: day });
  await books.add("general_ledger", {
    ...debit,
    plan_item_number: "512000",
    label: `VIR ${id}`,
    ...booked,
  });
  await books.add("general_ledger", { ...credit, plan_item_number: "471000", ...booked });
}

async function readBank(books: Books): Promise<void> {
  for (const domain of ["bank_accounts", "bank_transactions", "general_ledger"] as const) {
    await books.read(domain);
  }
}

Deno.test("bank against 512 takes the à-nouveaux and the movements up to the day of the balance", () =>
  withBooks("tie_bank", async (books) => {
    await addBank(books, "1030");
    await addReceipt(books, 30, { bank: {}, booked: {} });
    await addReceipt(books, 31, { bank: null, booked: { date: "2026-10-31" } });
    const [debit, credit] = entry(1, 99, { amount: "970", date: "2025-05-05" });
    await books.add("general_ledger", { ...debit, plan_item_number: "512000" }, credit);
    await books.add("fiscal_years", {
      id: 9,
      company_id: 1,
      start_date: "2025-01-01",
      end_date: "2025-12-31",
    });
    await readBank(books);
    const [one] = await statements(books, BANK);
    assert.deepEqual(told(one!), ["0", [], []]);
    assert.equal(one!.title, "Courant, compte 512000, au 30/10/2026");
    assert.equal(one!.right.amount, "1030");
  }));

Deno.test("bank against 512 explains open and later transactions, and alerts on the rest", () =>
  withBooks("tie_bank_open", async (books) => {
    await addBank(books, "1100");
    await addReceipt(books, 10, { bank: {}, booked: {} });
    await addReceipt(books, 20, { bank: { outstanding_balance: "-20" }, booked: null });
    await addReceipt(books, 40, { bank: { updated_at: "2026-10-30 18:00:00" }, booked: {} });
    await addReceipt(books, 50, { bank: {}, booked: null });
    await addReceipt(books, 60, { bank: null, booked: {} });
    await readBank(books);
    const explained = ["after_sync -40 (1)", "not_reconciled 20 (1)"];
    const open = ["ledger_only -60 (1)", "not_booked 50 (1)", "other 20 (0)"];
    assert.deepEqual(await tell(books, BANK), ["-10", explained, open]);
    const [first] = await opened(books, BANK, "512000");
    assert.deepEqual(first, [
      "Écritures du compte 512 sans transaction bancaire",
      "2026-10-15",
      "VIR 60",
      "-60",
    ]);
  }));

Deno.test("bank against 512 explains what came between the readings", () =>
  withBooks("tie_bank_times", async (books) => {
    await addBank(books, "1075");
    await books.read("general_ledger");
    await addReceipt(books, 30, { bank: { updated_at: "2026-10-31 13:00:00" }, booked: null });
    await books.source.execute(
      "UPDATE pennylane.bank_accounts SET last_sync_at = '2026-10-31 13:10:00'",
    );
    await books.read("bank_transactions");
    await books.read("bank_accounts");
    assert.deepEqual(await tell(books, BANK), ["75", ["reading_times 75 (2)"], []]);
  }));

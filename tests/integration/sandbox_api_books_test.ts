// deno-lint-ignore-file no-explicit-any
import assert from "node:assert/strict";
import { ROW_ID_OFFSET } from "../../lib/sandbox/api/mod.ts";
import { COMPANIES, filterOf, type Served, withSandboxApi } from "./_sandbox_api.ts";

/** Whole cents of a decimal text. */
function cents(text: unknown): number {
  assert.match(String(text), /^-?\d+\.(\d|\d*[1-9])$/, "as few digits as needed, one at least");
  return Math.round(Number(text) * 100);
}

Deno.test("serveSandboxApi() serves the ledger of Data Sharing: ids, sums, balanced entries", async () => {
  await withSandboxApi("ledger", async ({ all, db }) => {
    for (const [token, companyId] of COMPANIES.entries()) {
      const shift = token === 2 ? ROW_ID_OFFSET : 0;
      const lines = await all("/ledger_entry_lines?limit=100&sort=id", token);
      const own = await db.many<Record<string, string>>(
        `SELECT (id + $2)::text AS id, date, (document_id + $2)::text AS entry,
                plan_item_number AS account, (debit * 100)::bigint AS debit, (credit * 100)::bigint AS credit
           FROM pennylane.general_ledger WHERE company_id = $1 ORDER BY id`,
        [companyId, shift],
      );
      const served = lines.map((line: any) => ({
        id: String(line.id),
        date: line.date,
        entry: String(line.ledger_entry.id),
        account: line.ledger_account.number,
        debit: String(cents(line.debit)),
        credit: String(cents(line.credit)),
      }));
      assert.deepEqual(served, own.map((row) => ({ ...row })));
      const sums = new Map<string, number>();
      for (const { entry, debit, credit } of served) {
        sums.set(entry, (sums.get(entry) ?? 0) + Number(debit) - Number(credit));
      }
      assert.deepEqual([...sums].filter(([, sum]) => sum !== 0), []);
      const entries = await all("/ledger_entries?limit=100", token);
      const drafts = entries.filter((one) => one.status === "draft");
      assert.equal(entries.length, sums.size + drafts.length);
      assert.ok(drafts.length > 0 && drafts.every((one) => one.date === null));
      assert.ok(
        lines.every(({ debit, credit }) => (debit === "0.0") !== (credit === "0.0")),
      );
    }
  });
});

Deno.test("serveSandboxApi() shows lettered groups and categories of a line as their lists do", async () => {
  await withSandboxApi("groups", async ({ get, all }) => {
    const lines = (await get("/ledger_entry_lines?limit=100&sort=date", 2)).json.items;
    const lettered = lines.find((one: any) => one.lettered_ledger_entry_lines.ids.length > 1);
    const group = await all(`/ledger_entry_lines/${lettered.id}/lettered_ledger_entry_lines`, 2);
    const ids = lettered.lettered_ledger_entry_lines.ids;
    assert.deepEqual(group.map((one) => one.id).sort(), [...ids].sort());
    assert.ok(ids.includes(lettered.id));
    const total = group.reduce((sum, one) => sum + cents(one.debit) - cents(one.credit), 0);
    assert.equal(total, 0);
    const free = lines.find((one: any) => one.lettered_ledger_entry_lines.ids.length === 0);
    assert.deepEqual(
      await all(`/ledger_entry_lines/${free.id}/lettered_ledger_entry_lines`, 2),
      [],
    );
    const tagged = (await get("/ledger_entry_lines?limit=100", 2)).json.items
      .find((one: { categories: unknown[] }) => one.categories.length > 0);
    const own = await all(`/ledger_entry_lines/${tagged.id}/categories?sort=id`, 2);
    assert.deepEqual(own, tagged.categories);
    const entry = await get(`/ledger_entries/${tagged.ledger_entry.id}`, 2);
    assert.ok(entry.json.ledger_entry_lines.some((one: any) => one.id === tagged.id));
  });
});

Deno.test("serveSandboxApi() totals the trial balance of Data Sharing", async () => {
  await withSandboxApi("balance", async ({ all, db }) => {
    for (const [token, companyId] of COMPANIES.entries()) {
      const years = await all("/fiscal_years?sort=start", token);
      assert.equal(years.length, 3);
      for (const { start, finish } of years) {
        const path = `/trial_balance?period_start=${start}&period_end=${finish}&limit=7`;
        const rows = await all(path, token);
        const own = await db.many<Record<string, string>>(
          `SELECT number, (debits * 100)::bigint AS debits, (credits * 100)::bigint AS credits
             FROM pennylane.trial_balance
            WHERE company_id = $1 AND fiscal_period_start = $2 ORDER BY number COLLATE "C"`,
          [companyId, start],
        );
        assert.deepEqual(
          rows.map((row) => ({
            number: row.number,
            debits: String(cents(row.debits)),
            credits: String(cents(row.credits)),
          })),
          own.map((row) => ({ ...row })),
        );
        const detailed = await all(
          `${path.replace("limit=7", "limit=1000")}&is_auxiliary=true`,
          token,
        );
        const sum = (list: typeof rows, key: string) =>
          list.reduce((total, row) => total + cents(row[key]), 0);
        assert.equal(sum(detailed, "debits"), sum(rows, "debits"));
        assert.equal(sum(rows, "debits"), sum(rows, "credits"));
        assert.ok(detailed.length > rows.length);
        assert.ok(!detailed.some((row) => row.number === "411"));
      }
    }
  });
});

async function invoices({ all }: Served, kind: string, token: number) {
  return await all(`/${kind}_invoices?limit=100&sort=id`, token);
}

Deno.test("serveSandboxApi() serves invoices with archived ones, drafts and signs of the API", async () => {
  await withSandboxApi("invoices", async (served) => {
    const { db } = served;
    for (const [token, companyId] of COMPANIES.entries()) {
      const shift = token === 2 ? ROW_ID_OFFSET : 0;
      for (const kind of ["customer", "supplier"]) {
        const all = await invoices(served, kind, token);
        const living = all.filter((one) => one.archived_at === null);
        const own = await db.many<Record<string, string>>(
          `SELECT (id + $2)::text AS id, invoice_number, issue_date AS date, is_paid::text AS paid,
                  (amount_eur * 100)::bigint AS amount, currency
             FROM pennylane.${kind}_invoices WHERE company_id = $1 ORDER BY id`,
          [companyId, shift],
        );
        assert.deepEqual(
          living.map((one) => ({
            id: String(one.id),
            invoice_number: one.invoice_number,
            date: one.date,
            paid: String(one.paid),
            amount: String(cents(one.amount)),
            currency: one.currency,
          })),
          own.map((row) => ({ ...row })),
        );
        for (const one of all) {
          const net = cents(one.amount) - cents(one.tax);
          if (one.currency === "EUR") assert.equal(cents(one.currency_amount_before_tax), net);
          assert.deepEqual(one.ledger_entry, { id: one.id });
          const left = one.remaining_amount_with_tax;
          if (left !== null) assert.ok(kind === "customer" ? cents(left) >= 0 : cents(left) <= 0);
        }
      }
    }
    const customers = await invoices(served, "customer", 0);
    const archived = customers.filter((one) => one.status === "archived");
    assert.ok(archived.length > 0);
    for (const one of archived) {
      const entry = await served.get(`/ledger_entries/${one.id}`);
      assert.equal(entry.json.status, "archived");
      const debit = entry.json.ledger_entry_lines.reduce(
        (sum: number, line: any) =>
          sum + (line.ledger_account.number.startsWith("411") ? cents(line.debit) : 0),
        0,
      );
      assert.equal(debit, cents(one.amount));
    }
    const states = new Set(
      (await Promise.all([0, 1, 2].map((token) => invoices(served, "customer", token)))).flat().map(
        (one) => one.status,
      ),
    );
    for (const state of ["draft", "credit_note", "paid", "late", "upcoming", "archived"]) {
      assert.ok(states.has(state), state);
    }
    const foreign = (await invoices(served, "customer", 1)).filter((one) => one.currency === "USD");
    assert.ok(foreign.length > 0 && foreign.every((one) => one.exchange_rate !== "1.0"));
  });
});

Deno.test("serveSandboxApi() adds up lines of an invoice, and matches transactions both ways", async () => {
  await withSandboxApi("sublists", async ({ all, get }) => {
    for (const kind of ["customer", "supplier"]) {
      const page = await get(
        `/${kind}_invoices?limit=20&sort=id&${filterOf(["date", "gt", "2026-06-01"])}`,
      );
      let matched = 0;
      for (const invoice of page.json.items) {
        const lines = await all(`/${kind}_invoices/${invoice.id}/invoice_lines`);
        const total = lines.reduce((sum, line) => sum + cents(line.amount), 0);
        assert.equal(total, cents(invoice.amount));
        for (const one of await all(`/${kind}_invoices/${invoice.id}/matched_transactions`)) {
          const back = await all(`/transactions/${one.id}/matched_invoices`);
          assert.ok(back.some(({ id, type }) => id === invoice.id && type === kind));
          matched++;
        }
      }
      assert.ok(matched > 3, kind);
    }
  });
});

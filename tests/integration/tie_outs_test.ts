import assert from "node:assert/strict";
import { quoteIdentifier } from "../../lib/connectors/postgres/mod.ts";
import { DOMAINS } from "../../lib/domains/mod.ts";
import {
  compareToSource,
  ensureMirror,
  mirrorTable,
  recordTieOuts,
  type SyncContext,
  type TieOutChoice,
  visibleCompanies,
} from "../../lib/sync/mod.ts";
import { addCompany, type Books, entry, type SourceRow, withBooks } from "./_books.ts";
import { opened, statements, tell, told } from "./_tie_outs.ts";

const LEDGER: TieOutChoice = { kind: "ledger_trial_balance" };
const PUBLISHED: TieOutChoice = { kind: "published", domain: "general_ledger" };
const INVOICES: TieOutChoice = { kind: "api_data_sharing", domain: "customer_invoices" };

/** A row of the trial balance of 2026. */
function account(number: string, debits: string, credits: string): SourceRow {
  return {
    ...{ company_id: 1, number, debits, credits },
    ...{ fiscal_period_start: "2026-01-01", fiscal_period_finish: "2026-12-31" },
  };
}

async function readBoth(books: Books): Promise<void> {
  await books.read("general_ledger");
  await books.read("trial_balance");
}

Deno.test("ledger against trial balance ties with third parties folded into 401 and 411", () =>
  withBooks("tie_folded", async (books) => {
    await addCompany(books, 1, "Alpha");
    await addCompany(books, 2, "Beta");
    await books.add("general_ledger", ...entry(1, 100, { amount: "120.10" }));
    await books.add("general_ledger", ...entry(2, 200, { amount: "7" }));
    const [debit, credit] = entry(1, 101, { amount: "0.20" });
    await books.add("general_ledger", debit, { ...credit, plan_item_number: "401000" });
    await books.add("trial_balance", account("6063", "120.30", "0"));
    await books.add("trial_balance", account("401", "0", "120.10"), account("401000", "0", "0.20"));
    await readBoth(books);
    const [one, ...others] = await statements(books, LEDGER);
    assert.equal(others.length, 0);
    assert.deepEqual(told(one!), ["0", [], []]);
    assert.equal(one!.left.amount, "240.6");
    assert.equal(one!.title, "Exercice du 01/01/2026 au 31/12/2026, débits plus crédits");
    assert.notEqual(one!.left.readAt, one!.right.readAt);
    assert.deepEqual(await statements(books, LEDGER, "2"), []);
  }));

Deno.test("ledger against trial balance finds accounts whose differences make up for one another", () =>
  withBooks("tie_accounts", async (books) => {
    await addCompany(books, 1, "Alpha");
    await books.add("general_ledger", ...entry(1, 100, { amount: "120" }));
    await books.add("trial_balance", account("606300", "110", "0"), account("607000", "10", "0"));
    await books.add("trial_balance", account("401", "0", "120"));
    await readBoth(books);
    const subject = "2026-01-01/2026-12-31";
    const [one] = await statements(books, LEDGER);
    assert.deepEqual(told(one!), ["0", [], ["amounts 10 (1)", "only_trial_balance -10 (1)"]]);
    assert.deepEqual([one!.unexplained.amount, one!.unexplained.rows], ["0", 2]);
    assert.deepEqual(await opened(books, LEDGER, subject), [
      ["Comptes dont les montants diffèrent", "606300", "120.00", "110.00", "0.00", "0.00", "10"],
      ["Comptes absents du grand livre", "607000", "0", "10.00", "0", "0.00", "-10"],
    ]);
  }));

Deno.test("ledger against trial balance explains drafts, later changes and classes 8 and 9", () =>
  withBooks("tie_reasons", async (books) => {
    await addCompany(books, 1, "Alpha");
    const [drafted, against] = entry(1, 100, { amount: "5" });
    const [late, other] = entry(1, 101, { amount: "3" });
    const [off, sheet] = entry(1, 102, { amount: "2" });
    const [plain, partner] = entry(1, 103, { amount: "9" });
    const put = (row: SourceRow, number: string, more: SourceRow = {}) =>
      books.add("general_ledger", { ...row, plan_item_number: number, ...more });
    await put(drafted, "611000");
    await put(against, "401A");
    await put(plain, "606300");
    await put(partner, "411B");
    await put(off, "801000");
    await put(sheet, "809000");
    await books.add("trial_balance", account("606300", "9", "0"), account("411", "0", "9"));
    await books.read("trial_balance");
    const after = { document_updated_at: "2026-10-31 13:00:00" };
    await put(late, "613000", after);
    await put(other, "512000", after);
    await books.read("general_ledger");
    await books.db.execute(
      `UPDATE ${
        mirrorTable(DOMAINS.general_ledger, "data_sharing")
      } SET entry_status = 'draft' WHERE document_id = 100`,
    );
    const explained = ["drafts 10 (2)", "reading_times 6 (2)", "special_classes 4 (2)"];
    assert.deepEqual(await tell(books, LEDGER), ["20", explained, []]);
  }));

Deno.test("published against source explains the notebook's transform, and nothing else", () =>
  withBooks("tie_published", async (books) => {
    await addCompany(books, 1, "Alpha");
    for (const document of [100, 101]) {
      await books.add("general_ledger", ...entry(1, document, { amount: "50" }));
    }
    assert.deepEqual(await statements(books, PUBLISHED), []);
    await books.read("general_ledger");
    await books.publish("general_ledger");
    const all = (await statements(books, PUBLISHED)).map((
      { subject, left },
    ) => [subject, left.amount]);
    assert.deepEqual(all, [["credit", "100"], ["debit", "100"], ["lignes", "4"]]);
    for (const one of await statements(books, PUBLISHED)) {
      assert.deepEqual(told(one), ["0", [], []]);
    }

    await books.publish("general_ledger", (frame) => frame.head(0), { fingerprint: "none" });
    assert.deepEqual(await tell(books, PUBLISHED, "lignes"), ["-4", ["dropped -4 (4)"], []]);
    assert.deepEqual(await tell(books, PUBLISHED, "debit"), ["-100", ["dropped -100 (2)"], []]);

    await books.publish("general_ledger", undefined, { fingerprint: "all" });
    await books.db.execute("UPDATE pennylane.general_ledger SET debit = 51 WHERE id = 1000");
    assert.deepEqual(await tell(books, PUBLISHED, "debit"), ["1", ["changed 1 (1)"], []]);
    assert.deepEqual(await tell(books, PUBLISHED, "lignes"), ["0", [], []]);
  }));

Deno.test("published against source alerts on rows of its own and on what was not published since", () =>
  withBooks("tie_stale", async (books) => {
    await addCompany(books, 1, "Alpha");
    await books.add("general_ledger", ...entry(1, 100, { amount: "50" }));
    await books.read("general_ledger");
    await books.publish("general_ledger");
    await books.db.execute(
      "INSERT INTO pennylane.general_ledger (company_id, id, debit, credit) VALUES (1, 7, 1.25, 0)",
    );
    assert.deepEqual(await tell(books, PUBLISHED, "debit"), ["1.25", [], [
      "published_only 1.25 (1)",
    ]]);
    await books.add("general_ledger", ...entry(1, 101, { amount: "4" }));
    await books.source.execute("UPDATE pennylane.general_ledger SET debit = 60 WHERE id = 1000");
    await books.source.execute("UPDATE pennylane.general_ledger SET credit = 60 WHERE id = 1001");
    await books.read("general_ledger");
    const debit = ["-12.75", [], ["not_published -14 (2)", "published_only 1.25 (1)"]];
    assert.deepEqual(await tell(books, PUBLISHED, "debit"), debit);
    assert.deepEqual(await opened(books, PUBLISHED, "lignes"), [
      ["Lues dans Pennylane, pas encore publiées", "1010", "0", "1", "-1"],
      ["Lues dans Pennylane, pas encore publiées", "1011", "0", "1", "-1"],
      ["Lignes publiées qui ne sont pas dans Pennylane", "7", "1", "0", "1"],
    ]);
  }));

Deno.test("comparing to Pennylane asks Data Sharing for its own count and sums", () =>
  withBooks("tie_source", async (books) => {
    await addCompany(books, 1, "Alpha");
    await addCompany(books, 2, "Beta");
    await books.add("general_ledger", ...entry(1, 100, { amount: "50.10" }));
    await books.add("general_ledger", ...entry(2, 200, { amount: "7" }));
    await books.read("general_ledger");
    const context = books.run();
    const [company] = await visibleCompanies(context);
    const compare = async () =>
      (await compareToSource(context, { domain: "general_ledger", company: company! }))
        .map((one) => [one.subject, one.left.amount, one.right.amount, one.unexplained.amount]);
    assert.deepEqual(await compare(), [
      ["credit", "50.1", "50.1", "0"],
      ["debit", "50.1", "50.1", "0"],
      ["lignes", "2", "2", "0"],
    ]);
    await books.add("general_ledger", entry(1, 101, { amount: "0.05" })[0]);
    assert.deepEqual((await compare()).slice(1), [
      ["debit", "50.1", "50.15", "-0.05"],
      ["lignes", "2", "3", "-1"],
    ]);
    const none = await compareToSource(context, { domain: "customers", company: company! });
    assert.deepEqual(none, [], "never read");
  }));

/** Puts rows into the API's mirror by hand, as a reading of the API at noon would. */
async function mirrorApi(books: Books, ...rows: SourceRow[]): Promise<void> {
  const domain = DOMAINS.customer_invoices;
  await ensureMirror(books.db, domain, "api");
  for (const row of rows) {
    const full = { company_id: 1, _revision: 1, ...row };
    const names = Object.keys(full).map(quoteIdentifier).join(", ");
    await books.db.execute(
      `INSERT INTO ${mirrorTable(domain, "api")} (${names}) VALUES (${
        Object.keys(full).map((_, i) => `$${i + 1}`)
      })`,
      Object.values(full),
    );
  }
  await books.db.execute(
    "INSERT INTO penny.units (source, domain, company_id, version, revision, rows, read_at, run_id) " +
      "VALUES ('api', 'customer_invoices', 1, 1, 1, $1, '2026-10-31 12:00:00+00', 'by hand')",
    [rows.length],
  );
}

Deno.test("API against Data Sharing matches by number, or amount and date, and names what differs", () =>
  withBooks("tie_sources", async (books) => {
    await addCompany(books, 1, "Alpha");
    const invoice = (id: number, number: string | null, amount: string): SourceRow => ({
      ...{
        id,
        company_id: 1,
        invoice_number: number,
        amount_eur: amount,
        issue_date: "2026-05-01",
      },
      updated_at: "2026-05-02 08:00:00",
    });
    await books.add("customer_invoices", invoice(1, "F1", "10"), invoice(2, null, "20"));
    await books.add("customer_invoices", invoice(3, "F3", "30"), invoice(4, "F4", "40"));
    await books.add("customer_invoices", invoice(5, "F5", "50"));
    await books.read("customer_invoices");
    await mirrorApi(
      books,
      invoice(101, "F1", "10"),
      invoice(102, "F2", "20"),
      invoice(103, "F3", "31"),
      { ...invoice(104, "F4", "44"), updated_at: "2026-10-31 13:00:00" },
      { ...invoice(106, "F6", "600"), archived_at: "2026-06-01 08:00:00" },
      { ...invoice(107, null, "7"), draft: true },
      invoice(108, "F8", "8"),
    );
    const rows = ["2", ["archived 1 (1)", "drafts 1 (1)"], [
      "only_api 1 (1)",
      "only_data_sharing -1 (1)",
    ]];
    assert.deepEqual(await tell(books, INVOICES, "lignes"), rows);
    const explained = ["archived 600 (1)", "drafts 7 (1)", "reading_times 4 (1)"];
    const open = ["only_data_sharing -50 (1)", "only_api 8 (1)", "amounts 1 (1)"];
    assert.deepEqual(await tell(books, INVOICES, "montants"), ["570", explained, open]);
  }));

/** A run that reads both ledgers and holds them against one another at its end. */
async function recorded(books: Books, overrides: Partial<SyncContext> = {}) {
  const context = books.run(overrides);
  await books.read("general_ledger", context);
  await books.read("trial_balance", context);
  return await recordTieOuts(context, context.runId);
}

Deno.test("recordTieOuts() alerts on what stands unexplained in two runs in a row", () =>
  withBooks("tie_runs", async (books) => {
    await addCompany(books, 1, "Alpha");
    await books.add("general_ledger", ...entry(1, 100, { amount: "120" }));
    await books.add("trial_balance", account("606300", "110", "0"), account("401", "0", "110"));
    const first = await recorded(books);
    assert.deepEqual(first.faults, []);
    assert.deepEqual(
      first.differing.map(({ company, alert, difference }) => [company, alert, difference]),
      [
        ["Alpha", false, "20"],
      ],
    );
    const [again] = (await recorded(books)).differing;
    assert.deepEqual([again?.alert, again?.unexplained.rows], [true, 2]);
    await books.source.execute(
      "UPDATE pennylane.trial_balance SET debits = 120 WHERE number = '606300'",
    );
    await books.source.execute(
      "UPDATE pennylane.trial_balance SET credits = 120 WHERE number = '401'",
    );
    const third = await recorded(books);
    assert.deepEqual([third.compared > 0, third.differing], [true, []]);
    const quiet = await recorded(books);
    assert.deepEqual(
      [quiet.compared, quiet.differing],
      [0, []],
      "nothing changed, nothing is compared",
    );
    const rows = await books.db.many<{ alert: boolean }>(
      "SELECT alert FROM penny.tie_outs WHERE kind = 'ledger_trial_balance' ORDER BY recorded_at",
    );
    assert.deepEqual(rows.map(({ alert }) => alert), [false, true, false]);
  }));

Deno.test("recordTieOuts() compares nothing that the run did not bring up to date", () =>
  withBooks("tie_partial", async (books) => {
    await addCompany(books, 1, "Alpha");
    await books.add("general_ledger", ...entry(1, 100, { amount: "120" }));
    await books.add("trial_balance", account("606300", "110", "0"), account("401", "0", "110"));
    await books.read("trial_balance");
    const context = books.run();
    await books.read("general_ledger", context);
    const { compared, differing } = await recordTieOuts(context, context.runId);
    assert.deepEqual([compared, differing], [0, []]);
  }));

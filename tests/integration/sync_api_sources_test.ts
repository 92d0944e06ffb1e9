import assert from "node:assert/strict";
import type { ExtractionReport, SyncContext } from "../../lib/sync/mod.ts";
import { extractDomain, registerCompanies } from "../../lib/sync/mod.ts";
import { type Books, withBooks } from "./_books.ts";
import { COMPANIES } from "./_sandbox_api.ts";
import { addBookCompanies, openTokens, shareSandboxApi } from "./_sync_api.ts";

const served = shareSandboxApi("sync_sources");
const [PHARMACY, AGENCY, BUILDER] = COMPANIES.map(String) as [string, string, string];
/** What the API calls the agency, when Data Sharing has not shown it before. */
const AGENCY_IN_API = "91847174";
/** Customers of each company in the API. */
const CUSTOMERS: Readonly<Record<string, string>> = {
  [PHARMACY]: "6",
  [AGENCY]: "21",
  [AGENCY_IN_API]: "21",
  [BUILDER]: "70",
};

/** The pharmacy in both sources, with two customers in Data Sharing. */
async function pharmacyInBoth(books: Books): Promise<void> {
  await addBookCompanies(books, served(), [0]);
  await books.add(
    "customers",
    { id: 1, company_id: PHARMACY, name: "Alpha" },
    { id: 2, company_id: PHARMACY, name: "Bêta" },
  );
}

/** Rows of the customers by company, in the view and in the published table. */
async function rowsShown({ db }: Books): Promise<unknown[]> {
  return [
    await db.rows("SELECT company_id, count(*) FROM penny_source.customers GROUP BY 1 ORDER BY 1"),
    await db.rows("SELECT company_id, count(*) FROM pennylane.customers GROUP BY 1 ORDER BY 1"),
  ];
}

/** Source and status of each unit. */
function ends({ units }: ExtractionReport): string[] {
  return units.map(({ unit, status }) => `${unit.source} ${status}`);
}

/** Reads and publishes the customers as one run does. */
async function customersRun(books: Books, overrides: Partial<SyncContext>) {
  const { runId } = books.run();
  const report = await books.read("customers", { runId, ...overrides });
  const published = await books.publish("customers", undefined, { runId, ...overrides });
  return { report, published };
}

Deno.test("publishDomain() replaces rows and never doubles them when the source changes to and fro", () =>
  withBooks("to_and_fro", async (books) => {
    await pharmacyInBoth(books);
    await using opened = openTokens(served().api.baseUrl, [0]);
    const api = opened.tokens;
    const fromDataSharing = { api, sourceChoice: { customers: "data_sharing" } } as const;
    const two = [[[PHARMACY, "2"]], [[PHARMACY, "2"]]];
    const six = [[[PHARMACY, "6"]], [[PHARMACY, "6"]]];
    const reader = `lecteur_${crypto.randomUUID().slice(0, 8)}`;
    await customersRun(books, fromDataSharing);
    assert.deepEqual(await rowsShown(books), two);
    await books.db.execute(`
      CREATE VIEW mes_noms AS SELECT name, emails FROM penny_source.customers;
      CREATE VIEW mes_clients AS SELECT name FROM pennylane.customers;
      CREATE ROLE ${reader};
      GRANT SELECT ON penny_source.customers, pennylane.customers TO ${reader}`);
    try {
      const { published } = await customersRun(books, { api });
      assert.deepEqual(published.counts, { inserted: 6, updated: 0, deleted: 2, unchanged: 0 });
      assert.deepEqual(await rowsShown(books), six);
      assert.deepEqual(
        await books.db.rows(
          "SELECT (SELECT count(*) FROM mes_noms), (SELECT count(*) FROM mes_clients), " +
            `has_table_privilege('${reader}', 'penny_source.customers', 'SELECT'), ` +
            `has_table_privilege('${reader}', 'pennylane.customers', 'SELECT')`,
        ),
        [["6", "6", "t", "t"]],
      );
      const back = await customersRun(books, fromDataSharing);
      assert.deepEqual(back.published.counts, {
        inserted: 2,
        updated: 0,
        deleted: 6,
        unchanged: 0,
      });
      assert.deepEqual(await rowsShown(books), two);
      const again = await customersRun(books, { api });
      assert.equal(again.report.units[0]!.counts.unchanged, 6);
      assert.deepEqual(await rowsShown(books), six);
    } finally {
      await books.db.execute(`DROP OWNED BY ${reader}; DROP ROLE ${reader}`);
    }
  }));

for (
  const [how, fault] of [
    ["fails", { kind: "wrong_type", path: "/customers", field: "name" }],
    ["is refused", { kind: "unauthorized", path: "/customers" }],
  ] as const
) {
  Deno.test(`publishDomain() keeps the rows of the old source when the first reading of the new one ${how}`, () =>
    withBooks("first_failed", async (books) => {
      await pharmacyInBoth(books);
      await customersRun(books, {});
      await using api = await served().serve({ faults: [fault] });
      await using opened = openTokens(api.baseUrl, [0]);
      const { report, published } = await customersRun(books, { api: opened.tokens });
      assert.deepEqual(ends(report), ["api failed"]);
      assert.equal(published.counts.deleted, 0);
      assert.deepEqual(await rowsShown(books), [[[PHARMACY, "2"]], [[PHARMACY, "2"]]]);
      assert.deepEqual(
        await books.db.rows(
          "SELECT source FROM penny.sources_in_force WHERE domain = 'customers'",
        ),
        [["data_sharing"]],
      );
    }));
}

Deno.test("publishDomain() keeps the ledger of Data Sharing when the first one of the API does not balance", () =>
  withBooks("first_red", async (books) => {
    await addBookCompanies(books, served(), [2]);
    await books.add(
      "general_ledger",
      { id: 1, company_id: BUILDER, date: "2026-05-01", debit: "5", credit: "0" },
      { id: 2, company_id: BUILDER, date: "2026-05-01", debit: "0", credit: "5" },
    );
    await books.read("general_ledger");
    await books.publish("general_ledger");
    await using unbalanced = await unbalancedLine(BUILDER);
    await using opened = openTokens(served().api.baseUrl, [2]);
    const overrides = {
      api: opened.tokens,
      sourceChoice: { general_ledger: "api", analytical_ledger: "api" },
    } as const;
    const { units } = await books.read("general_ledger", overrides);
    assert.deepEqual(units.map(({ status }) => status), ["red"], unbalanced.id);
    assert.match(units[0]!.reason!, /débit = crédit par exercice \(.*\) : 1 en déséquilibre/);
    await books.publish("general_ledger", undefined, overrides);
    const rows = "SELECT count(*), sum(debit) FROM";
    assert.deepEqual(await books.db.rows(`${rows} pennylane.general_ledger`), [["2", "5.00"]]);
    assert.deepEqual(await books.db.rows(`${rows} penny_source.general_ledger`), [["2", "5.00"]]);
    assert.deepEqual(
      await books.db.rows("SELECT count(*) FROM penny_source.analytical_ledger__api"),
      [["0"]],
      "both ledgers of the API are merged together, or neither",
    );
  }));

/** Adds a cent to a line that the API serves; disposing of it takes the cent back. */
async function unbalancedLine(companyId: string): Promise<{ id: string } & AsyncDisposable> {
  const { db } = served();
  const { id } = await db.one<{ id: string }>(
    "SELECT id FROM sandbox_api.ledger_entry_lines WHERE company_id = $1 AND debit > 0 " +
      "AND date >= '2026-01-01' ORDER BY id LIMIT 1",
    [companyId],
  );
  const add = (cents: string) =>
    db.execute(
      `UPDATE sandbox_api.ledger_entry_lines SET debit = debit + ${cents} WHERE company_id = $1 AND id = $2`,
      [companyId, id],
    );
  await add("0.01");
  return { id, [Symbol.asyncDispose]: async () => void await add("-0.01") };
}

/** Source in force of each domain that has been read, by company. */
async function inForce({ db }: Books): Promise<(string | null)[][]> {
  return await db.rows(
    "SELECT domain, company_id, source FROM penny.sources_in_force ORDER BY 1, 2",
  );
}

Deno.test("extractDomain() takes five domains from the API and the others from Data Sharing", () =>
  withBooks("usual", async (books) => {
    await addBookCompanies(books, served(), [0]);
    await using opened = openTokens(served().api.baseUrl, [0]);
    const context = books.run({ api: opened.tokens });
    await registerCompanies(context);
    const domains = [
      "bank_accounts",
      "bank_transactions",
      "customer_invoices",
      "customers",
      "fiscal_years",
      "supplier_invoices",
      "suppliers",
      "tax_declarations",
      "trial_balance",
      "vat_declarations",
    ] as const;
    for (const domain of domains) await extractDomain(context, domain);
    const api = [
      ...["bank_accounts", "customer_invoices", "customers"],
      ...["journals", "ledger_accounts", "supplier_invoices", "suppliers"],
    ];
    assert.deepEqual(
      await inForce(books),
      [...domains, "journals", "ledger_accounts"].toSorted().map((domain) => {
        return [domain, PHARMACY, api.includes(domain) ? "api" : "data_sharing"];
      }),
    );
  }));

Deno.test("extractDomain() reads each company where it can be read", () =>
  withBooks("mixed", async (books) => {
    await addBookCompanies(books, served(), [0, 2]);
    await books.add("customers", { id: 1, company_id: BUILDER, name: "Alpha" });
    await books.add("bank_transactions", { id: 7, company_id: BUILDER, label: "Virement" });
    // Data Sharing does not show the agency, the builder has no token.
    await using opened = openTokens(served().api.baseUrl, [0, 1]);
    const overrides = { api: opened.tokens };
    const { report } = await customersRun(books, overrides);
    assert.deepEqual(
      report.units.map(({ unit, status }) => [unit.company.companyId, unit.source, status])
        .toSorted(),
      [
        [PHARMACY, "api", "ok"],
        [BUILDER, "data_sharing", "ok"],
        [AGENCY_IN_API, "api", "ok"],
      ],
    );
    const expected = [
      [PHARMACY, CUSTOMERS[PHARMACY]],
      [BUILDER, "1"],
      [AGENCY_IN_API, CUSTOMERS[AGENCY_IN_API]],
    ];
    assert.deepEqual(await rowsShown(books), [expected, expected]);
    const { unavailable, missing, units } = await books.read("vat_declarations", overrides);
    assert.equal(unavailable, null);
    assert.equal(units.length, 2);
    assert.deepEqual(missing.map(({ company, reason }) => [company.companyId, reason]), [
      [AGENCY_IN_API, "l'API Pennylane ne donne pas ces données, seul Data Sharing les a"],
    ]);
  }));

Deno.test("extractDomain() goes back to Data Sharing when the tokens are taken out of the settings", () =>
  withBooks("no_token_left", async (books) => {
    await pharmacyInBoth(books);
    await using opened = openTokens(served().api.baseUrl, [0]);
    await customersRun(books, { api: opened.tokens });
    await customersRun(books, {});
    assert.deepEqual(await rowsShown(books), [[[PHARMACY, "2"]], [[PHARMACY, "2"]]]);
  }));

Deno.test("extractDomain() reads nothing from Data Sharing in silence for a company whose token is refused", () =>
  withBooks("refused_token", async (books) => {
    await pharmacyInBoth(books);
    await using opened = openTokens(served().api.baseUrl, [0]);
    await customersRun(books, { api: opened.tokens });
    await using api = await served().serve({ faults: [{ kind: "unauthorized" }] });
    await using refused = openTokens(api.baseUrl, [0]);
    const { report } = await customersRun(books, { api: refused.tokens });
    assert.deepEqual(ends(report), ["api failed"]);
    assert.match(report.units[0]!.reason!, /le jeton n°\s1 .*est refusé \(401\)/);
    assert.deepEqual(await rowsShown(books), [[[PHARMACY, "6"]], [[PHARMACY, "6"]]]);
  }));

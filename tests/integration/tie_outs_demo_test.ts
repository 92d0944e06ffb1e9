import assert from "node:assert/strict";
import { openDataSharing } from "../../lib/connectors/data_sharing/mod.ts";
import { type AnyDomainName, DOMAIN_NAMES } from "../../lib/domains/mod.ts";
import {
  extractDomain,
  publishDomain,
  recordTieOuts,
  registerCompanies,
  type SyncContext,
  type TieOut,
  tieOuts,
} from "../../lib/sync/mod.ts";
import { type Books, withBooks } from "./_books.ts";
import { COMPANIES, DATE } from "./_sandbox_api.ts";
import { openTokens, shareSandboxApi } from "./_sync_api.ts";

const served = shareSandboxApi("tie_outs");

/** Reads the synthetic books from both sources, as the demonstration does, and publishes them. */
async function withDemo(
  name: string,
  test: (books: Books, context: SyncContext) => Promise<void>,
): Promise<void> {
  await withBooks(name, async (books) => {
    const { database } = await served().db.one<{ database: string }>(
      "SELECT current_database() AS database",
    );
    await using dataSharing = openDataSharing({ ...books.sourceSettings, database });
    await using opened = openTokens(served().api.baseUrl);
    const context = books.run({ dataSharing, api: opened.tokens });
    await registerCompanies(context);
    await test(books, context);
  });
}

/** The domains that are matched row by row between the sources. */
const IN_BOTH: readonly AnyDomainName[] = [
  "fiscal_years",
  "customers",
  "suppliers",
  "customer_invoices",
  "supplier_invoices",
  "bank_accounts",
  "trial_balance",
];

function unexplained(statements: readonly TieOut[]): string[] {
  return statements.filter((one) => one.unexplained.rows > 0).map((one) =>
    `${one.kind} ${one.domain} ${one.companyId} ${one.subject} ${JSON.stringify(one.unexplained)}`
  );
}

Deno.test("every statement of the demonstration ties to zero, planted mistakes and all", () =>
  withDemo("tie_demo", async (_books, context) => {
    for (const domain of DOMAIN_NAMES) {
      await extractDomain(context, domain);
      await publishDomain(context, domain, { transform: (frame) => frame });
    }
    const { compared, differing, faults } = await recordTieOuts(context, context.runId);
    assert.deepEqual([faults, differing], [[], []]);
    const recorded = await context.db.rows(
      "SELECT kind, count(DISTINCT company_id) FROM penny.tie_outs GROUP BY 1 ORDER BY 1",
    );
    const three = String(COMPANIES.length);
    assert.deepEqual(recorded, [
      ["bank_ledger", three],
      ["ledger_trial_balance", three],
      ["published", three],
    ]);
    assert.ok(compared >= 100, `${compared} statements of the books at ${DATE}`);
  }));

Deno.test("the two sources of the demonstration agree, but for what Data Sharing leaves out", () =>
  withDemo("tie_both", async (_books, context) => {
    const companies = COMPANIES.map(String);
    const explained = new Set<string>();
    for (const domain of IN_BOTH) {
      for (const source of ["data_sharing", "api"] as const) {
        const run = { ...context, runId: source, sourceChoice: { [domain]: source } };
        const { units } = await extractDomain(run, domain);
        assert.deepEqual(
          units.filter(({ status }) => status !== "ok").map(({ reason }) => reason),
          [],
        );
        assert.equal(units.length, companies.length);
      }
      const statements = await tieOuts(context, { kind: "api_data_sharing", domain }, companies);
      assert.equal(new Set(statements.map((one) => one.companyId)).size, companies.length, domain);
      assert.deepEqual(unexplained(statements), [], domain);
      for (const one of statements) one.explained.forEach(({ kind }) => explained.add(kind));
    }
    assert.deepEqual([...explained].sort(), ["archived"]);
  }));

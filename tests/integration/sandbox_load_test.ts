import assert from "node:assert/strict";
import { connect, PrivilegeError } from "../../lib/connectors/postgres/mod.ts";
import { createSandboxReader, loadSandbox } from "../../lib/sandbox/mod.ts";
import { ETL_COLUMNS, isInEtl, MODEL_NAMES, PENNYLANE_MODELS } from "../../lib/sandbox/models.ts";
import { withDatabase } from "./_server.ts";

const DATE = "2026-10-31";

Deno.test("loadSandbox() loads books that balance and tie, by SQL", async () => {
  await withDatabase("sandbox_sql", async ({ db }) => {
    const summary = await loadSandbox(db, { seed: 1, date: DATE });
    assert.ok(summary.made && summary.companies === 3 && summary.ledgerLines > 25_000);
    const unbalanced = await db.many(
      `SELECT company_id, document_id FROM pennylane.general_ledger
        GROUP BY 1, 2 HAVING sum(debit) <> sum(credit)`,
    );
    assert.deepEqual(unbalanced, []);
    const untied = await db.many(
      `SELECT company_id, number FROM pennylane.trial_balance t
         FULL JOIN (
           SELECT g.company_id, f.start_date AS fiscal_period_start,
                  CASE WHEN g.plan_item_number = g.thirdparty_plan_item_number
                       THEN left(g.plan_item_number, 3) ELSE g.plan_item_number END AS number,
                  sum(g.debit) AS d, sum(g.credit) AS c, count(*) AS n
             FROM pennylane.general_ledger g JOIN pennylane.fiscal_years f
               ON f.company_id = g.company_id AND g.date BETWEEN f.start_date AND f.end_date
            GROUP BY 1, 2, 3
         ) l USING (company_id, fiscal_period_start, number)
        WHERE (t.debits, t.credits, t.ledger_events_count, t.balance)
              IS DISTINCT FROM (l.d, l.c, l.n, t.debits - t.credits)`,
    );
    assert.deepEqual(untied, []);
    const bank = await db.many(
      `SELECT t.id FROM pennylane.bank_transactions t
         LEFT JOIN pennylane.general_ledger g
           ON g.document_id = t.id AND g.company_id = t.company_id AND g.plan_item_number LIKE '512%'
        GROUP BY t.id, t.amount_eur HAVING t.amount_eur IS DISTINCT FROM sum(g.debit - g.credit)`,
    );
    assert.deepEqual(bank, []);
  });
});

Deno.test("loadSandbox() makes the models of Data Sharing with their columns in order", async () => {
  await withDatabase("sandbox_models", async ({ db }) => {
    await loadSandbox(db, { seed: 1, date: DATE, companies: 2 });
    const rows = await db.many<{ schema: string; model: string; columns: string[] }>(
      `SELECT n.nspname AS schema, c.relname AS model,
              array_to_json(array_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum)) AS columns
         FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('pennylane', 'etl') AND a.attnum > 0 GROUP BY 1, 2`,
    );
    const found = new Map(rows.map((row) => [`${row.schema}.${row.model}`, row.columns]));
    const shown = (columns: readonly { name: string; type: string }[]) =>
      columns.map((one) => `${one.name} ${one.type}`);
    for (const model of MODEL_NAMES) {
      assert.deepEqual(found.get(`pennylane.${model}`), shown(PENNYLANE_MODELS[model]));
      const etl = isInEtl(model) ? shown([...PENNYLANE_MODELS[model], ...ETL_COLUMNS]) : undefined;
      assert.deepEqual(found.get(`etl.${model}`), etl);
    }
  });
});

Deno.test("loadSandbox() makes the same books once when two ask at once", async () => {
  await withDatabase("sandbox_twice", async ({ db, settings }) => {
    await using other = connect(settings);
    const options = { seed: 2, date: DATE, companies: 1 };
    const both = await Promise.all([loadSandbox(db, options), loadSandbox(other, options)]);
    assert.deepEqual(both.map((one) => one.made).sort(), [false, true]);
    assert.deepEqual({ ...both[0], made: true }, { ...both[1], made: true });
    const next = await loadSandbox(db, { ...options, seed: 3 });
    assert.ok(next.made);
    const left = await db.many("SELECT FROM pg_namespace WHERE nspname LIKE '%fresh'");
    assert.deepEqual(left, []);
  });
});

Deno.test("loadSandbox() holds the dirt of real data", async () => {
  await withDatabase("sandbox_dirt", async ({ db }) => {
    await loadSandbox(db, { seed: 1, date: DATE, orphans: true });
    const count = async (sql: string) =>
      Number((await db.one<{ count: string }>(`SELECT count(*) FROM ${sql}`)).count);
    for (const mark of [";", '"', "\n", "\t", "\\", "🚚", "’"]) {
      const sql =
        "SELECT count(*) FROM pennylane.general_ledger WHERE strpos(document_label, $1) > 0";
      assert.ok(Number((await db.one<{ count: string }>(sql, [mark])).count) > 0, mark);
    }
    assert.ok(await count("pennylane.customers WHERE registration_number = ''") > 0);
    assert.ok(await count("pennylane.customers WHERE registration_number IS NULL") > 0);
    assert.ok(await count("pennylane.customer_invoices WHERE issue_date IS NULL") > 0);
    const outside =
      `pennylane.general_ledger g WHERE NOT EXISTS (SELECT FROM pennylane.fiscal_years f
      WHERE f.company_id = g.company_id AND g.date BETWEEN f.start_date AND f.end_date)`;
    assert.equal(await count(outside), 2);
    const orphan = "WHERE company_id NOT IN (SELECT id FROM pennylane.companies)";
    assert.ok(await count(`pennylane.general_ledger ${orphan}`) > 1000);
    assert.ok(await count("etl.general_ledger WHERE deleted_at IS NOT NULL") > 0);
    assert.ok(await count("etl.suppliers WHERE synchronised_at < updated_at") === 0);
    const early = await count(`etl.general_ledger WHERE synchronised_at > '${DATE} 05:00'`);
    assert.equal(early, 0);
  });
});

Deno.test("createSandboxReader() lets a role read the two schemas and nothing else", async () => {
  await withDatabase("sandbox_reader", async ({ db, settings }) => {
    const role = `reader_${crypto.randomUUID().slice(0, 8)}`;
    await loadSandbox(db, { seed: 1, date: DATE, companies: 1 });
    await createSandboxReader(db, { password: "premier", role });
    await createSandboxReader(db, { password: "second", role });
    const reader = connect({ ...settings, user: role, password: "second" });
    try {
      for (const model of MODEL_NAMES) {
        await reader.many(`SELECT * FROM pennylane.${model} LIMIT 1`);
      }
      await reader.many("SELECT * FROM etl.general_ledger LIMIT 1");
      await assert.rejects(reader.many("SELECT * FROM pg_tables"), PrivilegeError);
      await assert.rejects(reader.many("SELECT * FROM sandbox_model.invoices"), PrivilegeError);
      await assert.rejects(reader.execute("DELETE FROM etl.companies"), PrivilegeError);
      await assert.rejects(reader.execute("CREATE SCHEMA mine"), PrivilegeError);
      for (const view of ["tables", "columns", "views", "role_table_grants"]) {
        const schemas = await reader.many<{ s: string }>(
          `SELECT DISTINCT table_schema::text AS s FROM information_schema.${view}`,
        );
        const business = schemas.filter(({ s }) =>
          !["pg_catalog", "information_schema"].includes(s)
        );
        assert.deepEqual(business, [], view);
      }
      const names = await reader.many(
        "SELECT FROM pg_namespace WHERE nspname IN ('pennylane', 'etl')",
      );
      assert.equal(names.length, 2);
    } finally {
      await reader.close();
      await db.execute(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });
});

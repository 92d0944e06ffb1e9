import assert from "node:assert/strict";
import { type Database, migrate } from "../../lib/connectors/postgres/mod.ts";
import { pruneRunTables } from "../../lib/runs/prune_run_tables.ts";
import { MIGRATIONS } from "../../lib/warehouse/mod.ts";
import { withDatabase } from "./_server.ts";

const HOUR = (hour: number) => `2026-10-31T${String(hour).padStart(2, "0")}:00:00Z`;

/** A run of an hour that read a company: its unit, a gate of it, a remark and a publication. */
async function addRun(db: Database, hour: number, company: number): Promise<void> {
  const runId = `run-${hour}`;
  await db.execute(
    "INSERT INTO penny.runs (run_id, command, mode, started_at, versions) VALUES ($1, 'run-all', 'demo', $2, '{}')",
    [runId, HOUR(hour)],
  );
  await db.execute(
    "INSERT INTO penny.run_notebooks (run_id, notebook, status) VALUES ($1, 'a', 'ok')",
    [runId],
  );
  await db.execute(
    "INSERT INTO penny.run_cells VALUES ($1, 'a', 1, 0, 'c', 'ok', $2, 5, NULL)",
    [runId, HOUR(hour)],
  );
  await addReading(db, { runId, hour, company });
}

async function addReading(
  db: Database,
  { runId, hour, company }: { runId: string; hour: number; company: number },
): Promise<void> {
  const unit = [runId, company, HOUR(hour)];
  for (
    const statement of [
      "INSERT INTO penny.run_units (run_id, source, domain, company_id, status, recorded_at) VALUES ($1, 's', 'd', $2, 'ok', $3)",
      "INSERT INTO penny.run_gates (run_id, source, domain, company_id, gate, status, detail, recorded_at) " +
      "VALUES ($1, 's', 'd', $2, 'key', 'green', '{}', $3)",
      "INSERT INTO penny.run_publications (run_id, table_name, company_id, status, recorded_at) VALUES ($1, 't', $2, 'ok', $3)",
    ]
  ) await db.execute(statement, unit);
  await db.execute(
    "INSERT INTO penny.run_notes (run_id, source, domain, notes, recorded_at) VALUES ($1, 's', 'd', '[]', $2)",
    [runId, HOUR(hour)],
  );
}

const runsOf = async (db: Database, table: string) =>
  (await db.rows(`SELECT run_id FROM penny."${table}" ORDER BY run_id`)).flat();

Deno.test("pruneRunTables() keeps the last runs, and of each company the last reading", () =>
  withDatabase("run_prune", async ({ db }) => {
    await migrate(db, { schema: "penny", migrations: MIGRATIONS });
    await addRun(db, 10, 7); // the last reading of company 7
    for (const hour of [11, 12, 13, 14]) await addRun(db, hour, 8);
    await addReading(db, { runId: "jupyter-09", hour: 9, company: 8 });
    await pruneRunTables(db, 2);
    for (const table of ["run_units", "run_gates", "run_notes", "run_publications"]) {
      assert.deepEqual(await runsOf(db, table), ["run-10", "run-13", "run-14"], table);
    }
    assert.equal((await runsOf(db, "runs")).length, 5, "runs are kept ten times as long");
  }));

Deno.test("pruneRunTables() removes old runs with their notebooks and cells, and nothing while there are few", () =>
  withDatabase("run_prune_runs", async ({ db }) => {
    await migrate(db, { schema: "penny", migrations: MIGRATIONS });
    for (let hour = 1; hour <= 12; hour++) await addRun(db, hour, 7);
    await pruneRunTables(db, 12);
    assert.equal((await runsOf(db, "run_units")).length, 12);
    await pruneRunTables(db, 1);
    for (const table of ["runs", "run_notebooks", "run_cells"]) {
      assert.deepEqual((await runsOf(db, table)).length, 10, table);
    }
    assert.deepEqual(await runsOf(db, "run_units"), ["run-12"]);
  }));

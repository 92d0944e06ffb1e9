import assert from "node:assert/strict";
import { join } from "node:path";
import type { Database } from "../../lib/connectors/postgres/mod.ts";
import { DOMAIN_NAMES } from "../../lib/domains/mod.ts";
import { type Clone, type Ended, makeClone } from "./_clone.ts";
import { AGENCY as AGENCY_ID, checkTable, type Mode } from "./_modes.ts";
import type { ExecutedCopy } from "./_tiny_clone.ts";

/** On display by default, the first by name. */
const AGENCY = "Agence Belle Rive";
const PHARMACY = "Pharmacie des Tilleuls";

/** The demonstration has both sources. */
const BOTH: Mode = { sources: ["data_sharing", "api"], agency: AGENCY_ID };

let clone: Clone;
/** The synthetic companies, as their owner. */
let source: Database;
let warehouse: Database;
let first: Ended;

Deno.test.beforeAll(async () => {
  clone = await makeClone();
  first = await clone.command("run_all");
  source = await clone.open("penny_sandbox");
  warehouse = await clone.open("penny_demo");
});

Deno.test.afterAll(async () => {
  await source?.close();
  await warehouse?.close();
  await clone?.[Symbol.asyncDispose]();
});

Deno.test("run-all ends well on a machine that has nothing", async () => {
  assert.equal(first.status, 0, first.stderr + first.stdout);
  assert.equal(first.stderr, "");
  const { notebooks, status, setting } = await clone.record();
  assert.equal(status, "ok");
  assert.equal(setting?.mode, "demo");
  assert.deepEqual(notebooks.filter((notebook) => notebook.status !== "ok"), []);
  assert.match(first.stdout, /\[SYNC\] Succès: 12\/12 \| Ignorés: 0 \| Erreurs: 0/);
  assert.match(first.stdout, /DÉMONSTRATION : données synthétiques au 31\/10\/2026/);
});

Deno.test("run-all writes whole copies, each with a chart and a table", async () => {
  for (const { name } of (await clone.record()).notebooks) {
    const { cells } = await executed(name);
    const code = cells.filter((cell) => cell.cell_type === "code");
    assert.deepEqual(code.map((cell) => cell.execution_count), code.map((_, i) => i + 1), name);
    const outputs = code.flatMap((cell) => cell.outputs);
    assert.deepEqual(outputs.filter((output) => output.output_type === "error"), [], name);
    const html = outputs.map((output) => [output.data?.["text/html"] ?? ""].flat().join("")).join();
    assert.ok(html.includes("<table"), `${name} has a table`);
    if (name !== "00_sommaire") assert.ok(html.includes("<svg"), `${name} has a chart`);
    await Deno.stat(join(clone.root, "outputs", "latest", `${name}.html`));
  }
});

Deno.test("run-all publishes every row and every sum of both sources", async () => {
  assert.deepEqual(await publishedTables(), DOMAIN_NAMES.toSorted());
  for (const table of DOMAIN_NAMES) {
    await checkTable({ books: source, warehouse }, table, BOTH);
  }
});

Deno.test("run-all publishes ledgers that balance", async () => {
  const off = await warehouse.rows(
    "SELECT company_id, sum(debit), sum(credit) FROM pennylane.general_ledger GROUP BY 1 " +
      "HAVING sum(debit) <> sum(credit) OR sum(debit) = 0",
  );
  assert.deepEqual(off, []);
});

Deno.test("run-all writes no row when nothing changed", async () => {
  const before = await writtenRows();
  const { status, stdout } = await clone.command("run_all");
  assert.equal(status, 0, stdout);
  assert.deepEqual(await writtenRows(), before);
});

/** As Data Sharing does with a row that changed: without a new time nobody could know before the next comparison. */
const LATER =
  "synchronised_at = (SELECT max(synchronised_at) + interval '1 minute' FROM etl.general_ledger)";

Deno.test("run-all keeps the old rows of an unbalanced company and updates the others", async () => {
  const line = await oneLine(PHARMACY);
  await source.execute(
    `UPDATE etl.general_ledger SET debit = debit + 1.23, ${LATER} WHERE id = $1`,
    [
      line.id,
    ],
  );
  const other = await oneLine(AGENCY);
  await source.execute(
    `UPDATE etl.general_ledger SET label = 'Libellé corrigé', ${LATER} WHERE id = $1`,
    [
      other.id,
    ],
  );
  const before = await ledgerOf(PHARMACY);
  const red = await ledgerRun();
  assert.equal(red.status, 1, red.stdout + red.stderr);
  assert.match(red.stdout, /Succès: 0\/1 \| Ignorés: 0 \| Erreurs: 1/);
  assert.match(red.stdout, /contrôle bloquant rouge pour 1\u00a0société ; Pharmacie des Tilleuls/);
  assert.deepEqual(await ledgerOf(PHARMACY), before, "old rows stay");
  assert.equal((await publishedLine(other.id))?.label, "Libellé corrigé");
  await checkRedGate((await clone.record()).runId);

  await source.execute(
    `UPDATE etl.general_ledger SET debit = debit - 1.23, ${LATER} WHERE id = $1`,
    [
      line.id,
    ],
  );
  const healed = await ledgerRun();
  assert.equal(healed.status, 0, healed.stdout + healed.stderr);
  assert.deepEqual(await ledgerOf(PHARMACY), before);
});

/** The gate is recorded, and the copy shows the rows at fault. */
async function checkRedGate(runId: string): Promise<void> {
  const gates = await warehouse.rows(
    "SELECT c.name, g.gate, g.detail->'rows'->1->>4 FROM penny.run_gates g " +
      "JOIN penny.companies c USING (company_id) WHERE g.run_id = $1 AND g.status = 'red'",
    [runId],
  );
  assert.deepEqual(gates, [[PHARMACY, "balance", "1.23"]]);
  const text = JSON.stringify(await executed("08_general_ledger"));
  assert.match(text, /Pharmacie des Tilleuls : débit = crédit par exercice/);
  assert.match(text, /2\u00a0sociétés à jour dans la base, 1\u00a0société en échec/);
  assert.match(text, /Écart/);
  assert.match(text, /[^\d]1,23[^\d]/);
  assert.match(text, /Les anciennes lignes sont gardées/);
}

Deno.test("run-all narrowed to one company deletes nothing of the others", async () => {
  const gone = await oneEntry(PHARMACY);
  await source.execute("DELETE FROM etl.general_ledger WHERE document_id = $1", [gone]);
  const kept = await oneEntry(AGENCY);
  await source.execute("DELETE FROM etl.general_ledger WHERE document_id = $1", [kept]);
  const before = await rowsByCompany();
  const { status, stdout, stderr } = await ledgerRun({ PENNY_SOCIETES: "pharmacie des tilleuls" });
  assert.equal(status, 0, stdout + stderr);
  const after = await rowsByCompany();
  assert.ok(
    after.get(PHARMACY)! < before.get(PHARMACY)!,
    "the company in scope follows its source",
  );
  after.delete(PHARMACY);
  before.delete(PHARMACY);
  assert.deepEqual(after, before);
});

Deno.test("run-all leaves views and grants of users in place", async () => {
  await warehouse.execute(`
    CREATE VIEW pennylane.mes_lignes AS SELECT id, debit FROM pennylane.general_ledger;
    CREATE ROLE stagiaire_de_lea;
    GRANT SELECT ON pennylane.general_ledger TO stagiaire_de_lea;
    REVOKE SELECT ON pennylane.general_ledger FROM penny_lecture`);
  const { status, stdout } = await ledgerRun();
  assert.equal(status, 0, stdout);
  const rights = await warehouse.rows(
    "SELECT (SELECT count(*) > 0 FROM pennylane.mes_lignes), " +
      "has_table_privilege('stagiaire_de_lea', 'pennylane.general_ledger', 'SELECT'), " +
      "has_table_privilege('penny_lecture', 'pennylane.general_ledger', 'SELECT')",
  );
  assert.deepEqual(rights, [["t", "t", "f"]]);
});

Deno.test("run-all follows synthetic companies that were made anew", async () => {
  const made = await clone.command("sandbox", ["--seed", "2", "--date", "2026-10-31"]);
  assert.equal(made.status, 0, made.stderr);
  const { status, stdout, stderr } = await clone.command("run_all", [
    ...["--only", "customer_invoices,trial_balance"],
  ]);
  assert.equal(status, 0, stdout + stderr);
  for (const table of ["customer_invoices", "trial_balance"]) {
    await checkTable({ books: source, warehouse }, table, BOTH);
  }
});

/** A run that reads and publishes the ledger alone. */
function ledgerRun(env: Record<string, string> = {}): Promise<Ended> {
  return clone.command("run_all", ["--only", "general_ledger"], env);
}

async function executed(name: string): Promise<ExecutedCopy> {
  const file = join(clone.root, "outputs", "latest", `${name}.ipynb`);
  return JSON.parse(await Deno.readTextFile(file));
}

async function publishedTables(): Promise<string[]> {
  const rows = await warehouse.rows(
    "SELECT tablename FROM pg_tables WHERE schemaname = 'pennylane'",
  );
  return rows.map(([name]) => name!).sort();
}

/** Rows written so far in what users read and in the mirror, by table; a backend reports them when it ends. */
async function writtenRows(): Promise<(string | null)[][]> {
  while (await othersConnected()) await warehouse.execute("SELECT pg_sleep(0.01)");
  return await warehouse.rows(
    "SELECT schemaname, relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables " +
      "WHERE schemaname IN ('pennylane', 'penny_source') AND relname NOT LIKE 'staging%' ORDER BY 1, 2",
  );
}

/** A line of the source whose date lies in a fiscal year. */
function oneLine(company: string): Promise<{ id: string }> {
  return source.one(
    "SELECT l.id FROM pennylane.general_ledger l JOIN pennylane.companies c ON c.id = l.company_id " +
      "WHERE c.name = $1 AND l.date >= '2026-01-01' AND l.debit > 0 ORDER BY l.id LIMIT 1",
    [company],
  );
}

async function oneEntry(company: string): Promise<string> {
  const { id } = await oneLine(company);
  const { document_id } = await source.one<{ document_id: string }>(
    "SELECT document_id FROM pennylane.general_ledger WHERE id = $1",
    [id],
  );
  return document_id;
}

function publishedLine(id: string): Promise<{ label: string } | null> {
  return warehouse.maybeOne("SELECT label FROM pennylane.general_ledger WHERE id = $1", [id]);
}

/** Every published line of a company, in short. */
function ledgerOf(company: string): Promise<(string | null)[][]> {
  return warehouse.rows(
    "SELECT count(*), sum(debit), sum(credit), sum(hashtext(l::text)) FROM pennylane.general_ledger l " +
      "JOIN penny.companies c USING (company_id) WHERE c.name = $1",
    [company],
  );
}

async function rowsByCompany(): Promise<Map<string, number>> {
  const rows = await warehouse.rows(
    "SELECT c.name, count(*) FROM pennylane.general_ledger JOIN penny.companies c USING (company_id) GROUP BY 1",
  );
  return new Map(rows.map(([name, count]) => [name!, Number(count)]));
}

async function othersConnected(): Promise<boolean> {
  const { open } = await warehouse.one<{ open: boolean }>(
    "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() " +
      "AND backend_type = 'client backend' AND pid <> pg_backend_pid()) AS open",
  );
  return open;
}

import assert from "node:assert/strict";
import { domainInUse } from "../../lib/sync/mod.ts";
import { type Live, withLive } from "./_live_api.ts";
import { shareSandboxApi } from "./_sync_api.ts";

const served = shareSandboxApi("drift_firm");

type Row = Record<string, unknown>;

/** Runs a test on a company of a firm; the rows of one of its lists are changed on their way. */
function withEdited(
  name: string,
  list: string,
  test: (live: Live, edit: (change: (row: Row) => Row) => void) => Promise<void>,
): Promise<void> {
  let change = (row: Row) => row;
  const edit = (row: Row, path: string) =>
    path.replace(/^\/companies\/\d+/, "") === list ? change(row) : row;
  return withLive(
    { name, served: served(), edit, firm: true },
    (live) => test(live, (next) => void (change = next)),
  );
}

Deno.test("extractDomain() knows every key of the Firm API's answers", () =>
  withEdited("firm_known_keys", "", async (live) => {
    const others = ["bank_transactions", "customer_invoices", "supplier_invoices"] as const;
    for (const domain of [...others, "trial_balance", "fiscal_years"] as const) {
      const { report } = await live.read(domain);
      assert.deepEqual(report.notes, [], domain);
    }
    assert.deepEqual(await live.books.db.rows("SELECT * FROM penny.source_columns"), []);
  }));

Deno.test("extractDomain() adds a key of the Firm API, fills every row and publishes it", () =>
  withEdited("firm_key_added", "/customers", async (live, edit) => {
    const { rows } = (await live.read("customers")).result;
    assert.ok(rows > 1);
    await live.books.publish("customers");
    edit((row) => ({ ...row, segment: "A", fichier_url: "https://signed.example/x" }));
    const { result, report } = await live.read("customers");
    assert.deepEqual([result.status, result.plan?.kind, result.counts.updated], [
      ...["ok", "compare", rows],
    ]);
    assert.deepEqual(report.notes, [
      "Nouvelles avec l'API Cabinet, reprises : segment (texte) ; elles seront publiées si votre transformation les garde",
    ]);
    await live.books.publish("customers");
    const published = "SELECT DISTINCT segment FROM pennylane.customers";
    assert.deepEqual(await live.books.db.rows(published), [["A"]]);
    const again = await live.read("customers");
    assert.deepEqual([again.touched, again.report.notes], [[], []]);
  }));

Deno.test("extractDomain() adds a key to pages that the Firm API numbers", () =>
  withEdited("firm_key_numbered", "/trial_balance", async (live, edit) => {
    await live.read("trial_balance");
    edit((row) => ({ ...row, nature: "x" }));
    const { result } = await live.read("trial_balance");
    assert.equal(result.status, "ok", result.reason);
    assert.equal(result.counts.updated, result.rows);
    const { columns } = await domainInUse(live.books.db, "trial_balance");
    assert.deepEqual(columns.filter(({ found }) => found).map((c) => c.name), ["nature"]);
    const filled = "SELECT count(*) FROM penny_source.trial_balance__firm WHERE nature = 'x'";
    assert.deepEqual(await live.books.db.rows(filled), [[String(result.rows)]]);
  }));

Deno.test("extractDomain() keeps a key that the Firm API drops, empty, and fills it when it comes back", () =>
  withEdited("firm_key_gone", "/customers", async (live, edit) => {
    const values = () =>
      live.books.db.rows(
        "SELECT DISTINCT segment, name IS NULL FROM penny_source.customers__firm",
      );
    const withKey = (row: Row) => ({ ...row, segment: "A" });
    edit(withKey);
    await live.read("customers");
    edit(({ name: _, ...row }) => row);
    const gone = await live.read("customers");
    assert.equal(gone.result.status, "ok", gone.result.reason);
    assert.deepEqual(gone.report.notes, ["Absentes avec l'API Cabinet, vides : name, segment"]);
    assert.deepEqual(await values(), [[null, "t"]]);
    edit(withKey);
    const back = await live.read("customers");
    assert.deepEqual([back.result.status, back.report.notes], ["ok", []]);
    assert.deepEqual(await values(), [["A", "f"]]);
  }));

Deno.test("extractDomain() refuses a key of the Firm API whose type changed, and keeps the rows", () =>
  withEdited("firm_key_retyped", "/customers", async (live, edit) => {
    const { rows } = (await live.read("customers")).result;
    edit((row) => ({ ...row, name: 31415 }));
    const { result } = await live.read("customers", { wish: { full: true } });
    assert.equal(result.status, "failed");
    assert.match(result.reason!, /clé « name » : attendu string, reçu number/);
    assert.equal(result.rows, rows);
    const kept = "SELECT count(*) FROM penny_source.customers__firm WHERE name <> '31415'";
    assert.deepEqual(await live.books.db.rows(kept), [[String(rows)]]);
  }));

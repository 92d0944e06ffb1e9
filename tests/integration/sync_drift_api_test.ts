import assert from "node:assert/strict";
import { domainInUse } from "../../lib/sync/mod.ts";
import { type Live, withLive } from "./_live_api.ts";
import { type EditRow, shareSandboxApi } from "./_sync_api.ts";

const served = shareSandboxApi("drift_api");

/** Runs a test on a company of which the rows of some lists are changed on their way. */
function withEdited(
  name: string,
  lists: readonly string[],
  test: (live: Live, edit: (change: (row: Row) => Row) => void) => Promise<void>,
): Promise<void> {
  let change = (row: Row) => row;
  const edit: EditRow = (row, path) => lists.includes(path) ? change(row) : row;
  return withLive(
    { name, served: served(), edit },
    (live) => test(live, (next) => void (change = next)),
  );
}

type Row = Record<string, unknown>;

const added = async ({ books }: Live, domain: "customers" | "general_ledger" | "journals") =>
  (await domainInUse(books.db, domain)).columns.filter(({ found }) => found).map((c) => c.name);

Deno.test("extractDomain() knows every key of the sandbox's answers", () =>
  withEdited("known_keys", [], async (live) => {
    const others = ["bank_transactions", "customer_invoices", "supplier_invoices"] as const;
    // With these it reads those on which they stand.
    for (const domain of [...others, "trial_balance"] as const) {
      const { report } = await live.read(domain);
      assert.deepEqual(report.notes, [], domain);
    }
    assert.deepEqual(await live.books.db.rows("SELECT * FROM penny.source_columns"), []);
  }));

Deno.test("extractDomain() adds a key that changes show first, fills every row and publishes it", () =>
  withEdited("key_in_changes", ["/customers"], async (live, edit) => {
    const { rows } = (await live.read("customers")).result;
    assert.ok(rows > 1);
    await live.books.publish("customers");
    edit((row) => ({
      ...row,
      segment: { code: 7, url: "https://app.pennylane.com/segments/7" },
      score: 1.5,
      actif: true,
      fichier_url: "https://signed.example/x",
      photo: "https://signed.example/y",
      Name: "autre",
    }));
    const [id] = await live.ids(
      "SELECT id FROM sandbox_api.customers WHERE company_id = $1 LIMIT 1",
    );
    await live.tell("customers", "update", id!);
    const { result, report } = await live.read("customers");
    assert.deepEqual([result.status, result.plan?.kind, result.missed], [
      "ok",
      "compare",
      undefined,
    ]);
    assert.equal(
      result.plan?.reason,
      "de nouvelles colonnes sont à lire (segment, score, actif, Name)",
    );
    assert.equal(result.counts.updated, rows);
    assert.deepEqual(report.notes, [
      "Nouvelles avec l'API Pennylane, reprises : segment (texte), score (texte), actif (texte), " +
      "« Name » sous le nom Name__api (texte) ; elles seront publiées si votre transformation les garde",
    ]);
    await live.books.publish("customers");
    const published = await live.books.db.rows(
      'SELECT DISTINCT segment::jsonb, score, actif, "Name__api" FROM pennylane.customers',
    );
    assert.deepEqual(published, [['{"url": null, "code": 7}', "1.5", "true", "autre"]]);
    const quiet = await live.read("customers");
    assert.deepEqual([quiet.result.plan?.kind, quiet.touched, quiet.report.notes], [
      ...["unchanged", [], []],
    ]);
  }));

Deno.test("extractDomain() takes a key in the reading that finds it, for both ledgers", () =>
  withEdited("key_at_first", ["/ledger_entry_lines", "/journals"], async (live, edit) => {
    edit((row) => ({ ...row, nouveau: "x", debit__penny_new: null }));
    const first = await live.read("general_ledger");
    assert.deepEqual([first.result.status, first.result.plan?.kind], ["ok", "full"]);
    for (const domain of ["general_ledger", "analytical_ledger"]) {
      const [[filled, all]] = await live.books.db.rows(
        `SELECT count(nouveau), count(*) FROM penny_source.${domain}__api`,
      ) as [[string, string]];
      assert.equal(filled, all, domain);
    }
    assert.deepEqual(await added(live, "general_ledger"), ["debit__penny_new__api", "nouveau"]);
    assert.deepEqual(await added(live, "journals"), ["debit__penny_new__api", "nouveau"]);
    const quiet = await live.read("general_ledger");
    assert.deepEqual([quiet.result.plan?.kind, quiet.touched], ["unchanged", []]);
  }));

Deno.test("extractDomain() keeps a key that disappears, empty, and fills it when it comes back", () =>
  withEdited("key_gone", ["/customers"], async (live, edit) => {
    const withKey = (row: Row) => ({ ...row, segment: "A" });
    const values = () =>
      live.books.db.rows("SELECT DISTINCT segment, name FROM penny_source.customers__api");
    edit(withKey);
    await live.read("customers");
    edit(({ name: _, ...row }) => row);
    const [id] = await live.ids(
      "SELECT id FROM sandbox_api.customers WHERE company_id = $1 LIMIT 1",
    );
    await live.tell("customers", "update", id!);
    const gone = await live.read("customers");
    assert.deepEqual([gone.result.status, gone.result.plan?.kind], ["ok", "compare"]);
    assert.deepEqual(gone.report.notes, ["Absentes avec l'API Pennylane, vides : name, segment"]);
    assert.deepEqual(await values(), [[null, null]]);
    await live.tell("customers", "update", id!);
    const still = await live.read("customers");
    assert.deepEqual(still.result.plan?.kind, "changes");
    edit(withKey);
    await live.tell("customers", "update", id!);
    const back = await live.read("customers");
    assert.deepEqual([back.result.plan?.kind, back.report.notes], ["compare", []]);
    assert.ok((await values()).every(([segment]) => segment === "A"));
  }));

Deno.test("extractDomain() refuses a key whose type changed, with a value, and keeps the rows", () =>
  withEdited("key_retyped", ["/customers"], async (live, edit) => {
    const { rows } = (await live.read("customers")).result;
    edit((row) => ({ ...row, name: 31415 }));
    const { result } = await live.read("customers", { wish: { full: true } });
    assert.equal(result.status, "failed");
    assert.match(
      result.reason!,
      /clé « name » : attendu string, reçu number.*\(valeur : « 31415 »\)/,
    );
    assert.equal(result.rows, rows);
    const [[kept]] = await live.books.db.rows(
      "SELECT count(*) FROM penny_source.customers__api WHERE name = '31415'",
    ) as [[string]];
    assert.equal(kept, "0");
  }));

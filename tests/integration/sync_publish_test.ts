import assert from "node:assert/strict";
import { DOMAIN_NAMES } from "../../lib/domains/mod.ts";
import pl from "nodejs-polars";
import { DataError, UsageError } from "../../lib/base/mod.ts";
import type { Frame } from "../../lib/frames/mod.ts";
import { publishDomain } from "../../lib/sync/mod.ts";
import { addCompany, type Books, entry, soon, withBooks } from "./_books.ts";

const TABLE = "pennylane.general_ledger";

async function twoCompanies(books: Books): Promise<void> {
  await addCompany(books, 1, "Alpha");
  await addCompany(books, 2, "Bêta");
  await books.add(
    "general_ledger",
    ...entry(1, 100, { amount: "120.50" }),
    ...entry(1, 101, { amount: "0.01" }),
  );
  await books.add("general_ledger", ...entry(2, 200, { amount: "30" }));
  await books.read("general_ledger");
}

const withBalance = (frame: Frame) =>
  frame.withColumns(pl.col("debit").minus(pl.col("credit")).alias("solde"));

Deno.test("publishDomain() publishes every row exactly and then writes nothing", () =>
  withBooks("pub", async (books) => {
    await twoCompanies(books);
    const first = await books.publish("general_ledger", withBalance);
    assert.deepEqual(first.counts, { inserted: 6, updated: 0, deleted: 0, unchanged: 0 });
    const published = await books.db.rows(
      `SELECT id, label, debit, credit, solde FROM ${TABLE} ORDER BY id`,
    );
    const given = await books.source.rows(
      "SELECT id, label, debit::numeric(18,2), credit::numeric(18,2), (debit - credit)::numeric(18,2) " +
        "FROM pennylane.general_ledger ORDER BY id",
    );
    assert.deepEqual(published, given);
    const before = await books.db.rows(`SELECT ctid, xmin FROM ${TABLE} ORDER BY id`);
    for (const fingerprint of ["same", null]) {
      const again = await books.publish("general_ledger", withBalance, { fingerprint });
      assert.deepEqual(again.counts, { inserted: 0, updated: 0, deleted: 0, unchanged: 6 });
    }
    assert.deepEqual(await books.db.rows(`SELECT ctid, xmin FROM ${TABLE} ORDER BY id`), before);
  }));

Deno.test("publishDomain() follows changes and deletions of the mirror alone", () =>
  withBooks("delta", async (books) => {
    await twoCompanies(books);
    await books.publish("general_ledger", withBalance);
    await books.source.execute("DELETE FROM pennylane.general_ledger WHERE document_id = 101");
    await books.source.execute("UPDATE pennylane.general_ledger SET label = 'vu' WHERE id = 1000");
    await books.add("general_ledger", ...entry(1, 102, { amount: "7" }));
    await books.read("general_ledger");
    const report = await books.publish("general_ledger", withBalance);
    assert.deepEqual(report.counts, { inserted: 2, updated: 1, deleted: 2, unchanged: 3 });
  }));

Deno.test("publishDomain() deletes rows that a filter no longer lets out", () =>
  withBooks("filter", async (books) => {
    await twoCompanies(books);
    const debits = (frame: Frame) => frame.filter(pl.col("label").neq(pl.lit("")));
    assert.equal((await books.publish("general_ledger", debits)).counts.inserted, 3);
    await books.source.execute("UPDATE pennylane.general_ledger SET label = '' WHERE id = 1000");
    await books.read("general_ledger");
    const report = await books.publish("general_ledger", debits);
    assert.deepEqual(report.counts, { inserted: 0, updated: 0, deleted: 1, unchanged: 2 });
  }));

Deno.test("publishDomain() recomputes the whole mirror when the fingerprint changes", () =>
  withBooks("fingerprint", async (books) => {
    await twoCompanies(books);
    await books.publish("general_ledger");
    const marked = (frame: Frame) => frame.withColumns(pl.lit("oui").alias("marque"));
    const report = await books.publish("general_ledger", marked, { fingerprint: "other" });
    assert.deepEqual(report.counts, { inserted: 0, updated: 6, deleted: 0, unchanged: 0 });
    const dropped = await books.publish("general_ledger", (frame) => frame, {
      fingerprint: "third",
    });
    assert.match(dropped.notes[0]!, /désormais vides : marque/);
    assert.deepEqual(await books.db.rows(`SELECT DISTINCT marque FROM ${TABLE}`), [[null]]);
  }));

Deno.test("publishDomain() keeps views and grants when columns come, go and change type", () =>
  withBooks("views", async (books) => {
    await twoCompanies(books);
    await books.publish("general_ledger", withBalance);
    await books.db.execute(`CREATE VIEW public.mine AS SELECT id, debit FROM ${TABLE}`);
    await books.db.execute(`GRANT SELECT ON ${TABLE} TO public`);
    const asText = (frame: Frame) =>
      frame.withColumns(pl.col("debit").cast(pl.Utf8).alias("solde"));
    await books.publish("general_ledger", asText, { fingerprint: "text" });
    const types = await books.db.rows(
      "SELECT data_type FROM information_schema.columns WHERE table_name = 'general_ledger' " +
        "AND table_schema = 'pennylane' AND column_name LIKE 'solde%'",
    );
    assert.deepEqual(types, [["text"]]);
    assert.equal((await books.db.rows("SELECT * FROM public.mine")).length, 6);
    const { allowed } = await books.db.one<{ allowed: boolean }>(
      `SELECT has_table_privilege('public', '${TABLE}', 'SELECT') AS allowed`,
    );
    assert.equal(allowed, true);
    const retyped = (frame: Frame) =>
      frame.withColumns(pl.col("debit").cast(pl.Utf8).alias("debit"));
    await assert.rejects(
      books.publish("general_ledger", retyped, { fingerprint: "no" }),
      /la vue « mine »/,
    );
  }));

Deno.test("publishDomain() names a company whose transform fails and publishes the others", () =>
  withBooks("isolated", async (books) => {
    await twoCompanies(books);
    await books.add("general_ledger", ...entry(1, 103, { amount: "3" }));
    await books.read("general_ledger");
    await books.publish("general_ledger");
    await books.source.execute(
      "UPDATE pennylane.general_ledger SET label = 'x' WHERE company_id = 2 AND id = 2000",
    );
    await books.source.execute(
      "UPDATE pennylane.general_ledger SET label = 'y' WHERE company_id = 1 AND id = 1000",
    );
    await books.read("general_ledger");
    const failing = (frame: Frame) => {
      if (frame.getColumn("label").toArray().includes("x")) throw new Error("étiquette x");
      return frame;
    };
    const report = await books.publish("general_ledger", failing);
    assert.deepEqual(report.failures.map(({ company }) => company.name), ["Bêta"]);
    assert.match(report.failures[0]!.reason, /étiquette x/);
    assert.deepEqual(report.counts.updated, 1);
    const labels = await books.db.rows(
      `SELECT label FROM ${TABLE} WHERE id IN (1000, 2000) ORDER BY id`,
    );
    assert.equal(labels[0]![0], "y");
    assert.notEqual(labels[1]![0], "x");
    assert.deepEqual((await books.publish("general_ledger")).counts.updated, 1);
  }));

const refused: [string, (frame: Frame) => Frame, RegExp][] = [
  ["sorts", (frame) => frame.sort("debit", true), /dans l'autre sens/],
  [
    "counts rows",
    (frame) => frame.withColumns(pl.lit(frame.height).cast(pl.Int64).alias("n")),
    /appliquée par morceaux/,
  ],
  ["loses the key", (frame) => frame.drop("id"), /la clé n'est plus dans le résultat \(id\)/],
  ["repeats rows", (frame) => frame.vstack(frame), /en trop avec la même clé/],
  [
    "changes keys",
    (frame) => frame.withColumns(pl.col("id").plus(pl.lit(1n)).cast(pl.Int64).alias("id")),
    /clés changées, par exemple/,
  ],
  [
    "changes the type of the key",
    (frame) => frame.withColumns(pl.col("id").cast(pl.Utf8)),
    /a changé de type \(id\)/,
  ],
  ["makes floats", (frame) => frame.withColumns(pl.lit(0.1).alias("taux")), /virgule flottante/],
  ["throws", () => {
    throw new Error("colonne inconnue");
  }, /colonne inconnue ; corrigez la cellule/],
  ["returns no frame", () => 3 as unknown as Frame, /ne rend pas un tableau/],
  [
    "looks at today",
    (frame) => frame.withColumns(pl.lit(new Date().getFullYear()).cast(pl.Int64).alias("annee")),
    /dans un an, elle donnerait d'autres lignes/,
  ],
];

for (const [what, transform, message] of refused) {
  Deno.test(`publishDomain() refuses a transform that ${what}`, () =>
    withBooks("refused", async (books) => {
      await twoCompanies(books);
      await books.publish("general_ledger");
      const before = await books.db.rows(`SELECT ctid, xmin FROM ${TABLE} ORDER BY id`);
      await assert.rejects(
        books.publish("general_ledger", transform, { fingerprint: null }),
        (error: Error) => error instanceof DataError && message.test(error.message),
      );
      assert.deepEqual(await books.db.rows(`SELECT ctid, xmin FROM ${TABLE} ORDER BY id`), before);
    }));
}

Deno.test("publishDomain() refuses a table that Penny did not make", () =>
  withBooks("foreign", async (books) => {
    await twoCompanies(books);
    await books.db.execute(`CREATE TABLE ${TABLE} (id bigint)`);
    await assert.rejects(
      books.publish("general_ledger"),
      (error: Error) => error instanceof UsageError && /deno task db adopt/.test(error.message),
    );
  }));

Deno.test("publishDomain() publishes an empty domain with its columns", () =>
  withBooks("empty", async (books) => {
    await addCompany(books, 1, "Alpha");
    await books.read("general_ledger");
    const report = await books.publish("general_ledger", withBalance);
    assert.deepEqual(report.counts, { inserted: 0, updated: 0, deleted: 0, unchanged: 0 });
    assert.deepEqual(await books.db.rows(`SELECT solde FROM ${TABLE}`), []);
  }));

Deno.test("publishDomain() brings back rows that someone deleted and takes out those added", () =>
  withBooks("tampered", async (books) => {
    await twoCompanies(books);
    await books.publish("general_ledger", withBalance);
    await books.db.execute(
      `DELETE FROM ${TABLE} WHERE id = 1000; INSERT INTO ${TABLE} (company_id, id) VALUES (2, 77), (2, 78)`,
    );
    const report = await books.publish("general_ledger", withBalance);
    assert.deepEqual(report.counts, { inserted: 1, updated: 0, deleted: 2, unchanged: 5 });
  }));

/** A company whose ledger takes several chunks to read, with `bad` as the label of line 5000. */
async function addBigLedger({ source }: Books, company: number): Promise<void> {
  await source.execute(
    "INSERT INTO pennylane.general_ledger (company_id, id, date, label, debit, credit) " +
      "SELECT $1, n, '2026-03-15', CASE n WHEN 5000 THEN 'bad' ELSE repeat('x', 600) END, 0, 0 " +
      "FROM generate_series(1, 20000) AS n",
    [company],
  );
}

function refuseBad(frame: Frame): Frame {
  if (frame.getColumn("label").toArray().includes("bad")) throw new Error("bad label");
  return frame;
}

Deno.test("publishDomain() publishes the others after a big company whose transform fails midway", () =>
  withBooks("midway", async (books) => {
    await addCompany(books, 1, "Alpha");
    await addCompany(books, 2, "Bêta");
    await addBigLedger(books, 1);
    await books.add("general_ledger", ...entry(2, 100_000, { amount: "7" }));
    await books.read("general_ledger");
    const report = await books.publish("general_ledger", refuseBad);
    assert.deepEqual(report.failures.map(({ company }) => company.name), ["Alpha"]);
    assert.equal(report.counts.inserted, 2);
  }));

Deno.test("publishDomain() gives a whole transform all rows of a company of which one changed", () =>
  withBooks("whole", async (books) => {
    await addCompany(books, 1, "Alpha");
    await books.add("general_ledger", ...entry(1, 100, { amount: "5" }));
    const transform = (frame: Frame) =>
      frame.withColumns(pl.lit(frame.height).cast(pl.Int64).alias("lines"));
    const publish = async () => {
      await books.read("general_ledger");
      await publishDomain(books.run(), "general_ledger", { transform, whole: true });
      return (await books.db.rows("SELECT lines FROM pennylane.general_ledger")).flat();
    };
    assert.deepEqual(await publish(), ["2", "2"]);
    await books.add("general_ledger", ...entry(1, 101, { amount: "5" }));
    assert.deepEqual(await publish(), ["4", "4", "4", "4"]);
  }));

Deno.test("publishDomain() publishes all domains begun at once with fewer connections than domains", () =>
  withBooks("at_once", async (books) => {
    await twoCompanies(books);
    for (const name of DOMAIN_NAMES) await books.read(name);
    const reports = await soon(Promise.all(DOMAIN_NAMES.map((name) => books.publish(name))));
    assert.deepEqual(reports.flatMap(({ failures }) => failures), []);
  }));

Deno.test("publishDomain() leaves a column alone that PostgreSQL computes for the user", () =>
  withBooks("generated", async (books) => {
    await twoCompanies(books);
    await books.publish("general_ledger");
    await books.db.execute(
      `ALTER TABLE ${TABLE} ADD COLUMN mine numeric GENERATED ALWAYS AS (debit * 2) STORED`,
    );
    await books.source.execute("UPDATE pennylane.general_ledger SET label = 'vu' WHERE id = 1000");
    await books.read("general_ledger");
    const report = await books.publish("general_ledger");
    assert.deepEqual([report.failures, report.notes], [[], []]);
    const rows = await books.db.rows(`SELECT label, mine FROM ${TABLE} WHERE id = 1000`);
    assert.deepEqual(rows, [["vu", "241.00"]]);
  }));

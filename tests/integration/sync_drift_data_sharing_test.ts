import assert from "node:assert/strict";
import { DataError } from "../../lib/base/mod.ts";
import pl from "nodejs-polars";
import type { Frame } from "../../lib/frames/mod.ts";
import { domainInUse, planDomain } from "../../lib/sync/mod.ts";
import { addCompany, type Books, entry, withBooks } from "./_books.ts";

const TABLE = "pennylane.general_ledger";
const REPEAT = "the same";

async function twoLedgers(books: Books): Promise<void> {
  await addCompany(books, 1, "Alpha");
  await addCompany(books, 2, "Bêta");
  await books.add("general_ledger", ...entry(1, 100, { amount: "120.50" }));
  await books.add("general_ledger", ...entry(2, 200, { amount: "7" }));
}

/** Changes the columns of the source: of `etl`, and of the view that stands on it. */
async function alterSource({ source }: Books, change: string): Promise<void> {
  await source.execute(
    `DROP VIEW ${TABLE}; ALTER TABLE etl.general_ledger ${change}; ` +
      `CREATE VIEW ${TABLE} AS SELECT * FROM etl.general_ledger WHERE deleted_at IS NULL`,
  );
  // The two columns that tell changes are of `etl` alone.
  const columns = await source.rows(
    "SELECT quote_ident(column_name) FROM information_schema.columns WHERE table_schema = 'etl' " +
      "AND table_name = 'general_ledger' AND column_name NOT IN ('synchronised_at', 'deleted_at') " +
      "ORDER BY ordinal_position",
  );
  await source.execute(
    `DROP VIEW ${TABLE}; CREATE VIEW ${TABLE} AS SELECT ${columns.flat().join(", ")} ` +
      "FROM etl.general_ledger WHERE deleted_at IS NULL",
  );
}

/** Reads the ledger in a new run; how each unit was read, with its rows changed, and what was told. */
async function read(books: Books) {
  const { units, notes } = await books.read("general_ledger");
  return {
    plans: units.map(({ plan, counts }) => [plan!.kind, counts.updated]),
    missed: units.flatMap(({ missed }) => Object.values(missed ?? {})),
    notes,
  };
}

const published = ({ db }: Books, columns: string) =>
  db.rows(`SELECT ${columns} FROM ${TABLE} ORDER BY company_id, id`);

Deno.test("extractDomain() adds a new column of Data Sharing, fills the old rows and publishes it", () =>
  withBooks("new_column", async (books) => {
    await twoLedgers(books);
    await read(books);
    await books.publish("general_ledger");
    await alterSource(
      books,
      "ADD COLUMN devise text DEFAULT 'EUR', ADD COLUMN taux numeric(12,4) DEFAULT 1.25, " +
        "ADD COLUMN vu boolean DEFAULT true, ADD COLUMN poids double precision DEFAULT 0.1",
    );
    const added = await read(books);
    assert.deepEqual(added.plans, [["compare", 2], ["compare", 2]]);
    assert.deepEqual(added.missed, []);
    assert.deepEqual(added.notes, [
      "Nouvelles avec Data Sharing, reprises : devise (texte), taux (décimal), vu (vrai ou faux), " +
      "poids (texte) ; elles seront publiées si votre transformation les garde",
    ]);
    const report = await books.publish("general_ledger");
    assert.equal(report.counts.updated, 4);
    const rows = await published(books, "devise, taux, vu, poids");
    assert.deepEqual(rows, Array(4).fill(["EUR", "1.250000", "t", "0.1"]));
    const again = await read(books);
    assert.deepEqual([again.plans, again.notes], [[["unchanged", 0], ["unchanged", 0]], []]);
    const same = await books.publish("general_ledger");
    assert.deepEqual(same.counts, { inserted: 0, updated: 0, deleted: 0, unchanged: 4 });
  }, { etl: true }));

Deno.test("extractDomain() gives a new column another name where its own is taken, and cuts it", () =>
  withBooks("names", async (books) => {
    await twoLedgers(books);
    const long = "é".repeat(31) + "a";
    await books.source.execute(
      `ALTER TABLE ${TABLE} ADD COLUMN "Label" text DEFAULT 'autre', ADD COLUMN categories text ` +
        `DEFAULT 'ici', ADD COLUMN "un ""nom"", avec; signes" text DEFAULT 'x', ADD "${long}" text`,
    );
    const { notes } = await read(books);
    assert.match(notes[0]!, /« Label » sous le nom Label__data_sharing \(texte\)/);
    const domain = await domainInUse(books.db, "general_ledger");
    const found = domain.columns.filter((column) => column.found).map(({ name }) => name);
    const expected = ["Label__data_sharing", "categories__data_sharing", "un _nom_, avec; signes"];
    assert.deepEqual(new Set(found), new Set([...expected, long]));
    await books.publish("general_ledger");
    const rows = await published(
      books,
      'categories, categories__data_sharing, "Label__data_sharing", "un _nom_, avec; signes"',
    );
    assert.deepEqual(rows, Array(4).fill([null, "ici", "autre", "x"]));
  }));

Deno.test("extractDomain() takes fifty new columns of a table and names those that it leaves", () =>
  withBooks("many", async (books) => {
    await twoLedgers(books);
    const columns = Array.from({ length: 52 }, (_, i) => `ADD COLUMN n${i + 10} bigint DEFAULT 1`);
    await books.source.execute(`ALTER TABLE ${TABLE} ${columns.join(", ")}`);
    for (const told of ["Nouvelles avec Data Sharing, reprises : n10 (entier), ", null]) {
      const { notes } = await read(books);
      if (told !== null) assert.ok(notes[0]!.startsWith(told), notes[0]);
      assert.equal(notes.at(-1), "Nouvelles avec Data Sharing, non reprises : n60, n61");
    }
    await books.publish("general_ledger", (frame) => frame.select("company_id", "id", "n10"));
    assert.deepEqual(await published(books, "n10"), Array(4).fill(["1"]));
  }));

Deno.test("extractDomain() keeps a column that disappears, empty, and fills it when it comes back", () =>
  withBooks("gone_column", async (books) => {
    await twoLedgers(books);
    await alterSource(books, "ADD COLUMN devise text DEFAULT 'EUR'");
    await read(books);
    await books.publish("general_ledger");
    await alterSource(books, "DROP COLUMN devise, DROP COLUMN label");
    const gone = await read(books);
    assert.deepEqual(gone.plans, [["compare", 2], ["compare", 2]]);
    assert.deepEqual(gone.notes, ["Absentes de Data Sharing, vides : label, devise"]);
    assert.deepEqual([gone.missed, (await read(books)).plans.flat()], [
      [],
      ["unchanged", 0, "unchanged", 0],
    ]);
    await books.publish("general_ledger");
    assert.deepEqual(await published(books, "devise, label"), Array(4).fill([null, null]));
    await alterSource(
      books,
      `ADD COLUMN devise text DEFAULT 'USD', ADD COLUMN label text DEFAULT '${REPEAT}'`,
    );
    const back = await read(books);
    assert.deepEqual([back.plans.flat(), back.notes], [["compare", 2, "compare", 2], []]);
    await books.publish("general_ledger");
    assert.deepEqual(await published(books, "devise, label"), Array(4).fill(["USD", REPEAT]));
  }, { etl: true }));

Deno.test("extractDomain() refuses a column whose type changed, with its values, and keeps the rows", () =>
  withBooks("retyped_column", async (books) => {
    await twoLedgers(books);
    await books.source.execute(`ALTER TABLE ${TABLE} ADD COLUMN poids bigint DEFAULT 3`);
    await read(books);
    await books.publish("general_ledger");
    const before = await books.db.rows(
      "SELECT ctid, xmin, id FROM penny_source.general_ledger__data_sharing ORDER BY id",
    );
    for (const [column, type] of [["date", "text"], ["poids", "text"]]) {
      const was = column === "date" ? "date" : "bigint";
      await books.source.execute(
        `ALTER TABLE ${TABLE} ALTER COLUMN ${column} DROP DEFAULT, ALTER COLUMN ${column} ` +
          `TYPE ${type} USING 'vers ' || id`,
      );
      await assert.rejects(read(books), (error: Error) => {
        assert.ok(error instanceof DataError);
        assert.match(
          error.message,
          new RegExp(`general_ledger\\.${column}.*type a changé \\(text`),
        );
        assert.match(error.message, /valeurs : « vers \d+ », « vers \d+ », « vers \d+ »\)/);
        assert.match(error.message, /les anciennes lignes sont gardées/);
        return true;
      });
      const kept =
        "SELECT ctid, xmin, id FROM penny_source.general_ledger__data_sharing ORDER BY id";
      assert.deepEqual(await books.db.rows(kept), before);
      await books.source.execute(
        `ALTER TABLE ${TABLE} ALTER COLUMN ${column} TYPE ${was} USING ` +
          (was === "date" ? "DATE '2026-03-15'" : "3"),
      );
    }
  }));

Deno.test("extractDomain() takes a found column of another type anew when everything is read again", () =>
  withBooks("anew", async (books) => {
    await twoLedgers(books);
    await books.source.execute(`ALTER TABLE ${TABLE} ADD COLUMN poids bigint DEFAULT 3`);
    await read(books);
    await books.publish("general_ledger");
    await books.source.execute(
      `ALTER TABLE ${TABLE} ALTER COLUMN poids DROP DEFAULT, ALTER COLUMN poids TYPE text USING 'lourd'`,
    );
    await assert.rejects(read(books), /run-all --full/);
    const { notes } = await books.read("general_ledger", { wish: { full: true } });
    assert.match(notes[0]!, /reprises : « poids » sous le nom poids__data_sharing \(texte\)/);
    const report = await books.publish("general_ledger");
    assert.deepEqual(report.notes, [
      "Colonnes que la transformation ne donne plus, désormais vides : poids",
    ]);
    const rows = await published(books, "poids, poids__data_sharing");
    assert.deepEqual(rows, Array(4).fill([null, "lourd"]));
    assert.deepEqual((await read(books)).notes, []);
  }));

Deno.test("publishDomain() recomputes every row when a column comes, and leaves it out where it is dropped", () =>
  withBooks("recomputed", async (books) => {
    await twoLedgers(books);
    const count = (frame: Frame) => {
      const counted = frame.withColumns(pl.lit(frame.width).cast(pl.Int64).alias("largeur"));
      return counted.select(...counted.columns.filter((name) => name !== "vide"));
    };
    await read(books);
    await books.publish("general_ledger", count);
    const [[before]] = await published(books, "largeur") as [[string]];
    await books.source.execute(`ALTER TABLE ${TABLE} ADD COLUMN vide text`);
    await read(books);
    const report = await books.publish("general_ledger", count);
    assert.equal(report.counts.updated, 4);
    assert.equal((await published(books, "largeur"))[0]![0], String(Number(before) + 1));
    await assert.rejects(published(books, "vide"), /vide/);
  }));

Deno.test("planDomain() counts with a new column and does not add it", () =>
  withBooks("planned", async (books) => {
    await twoLedgers(books);
    await read(books);
    await alterSource(books, "ADD COLUMN devise text");
    const planned = await planDomain(books.run(), "general_ledger");
    assert.deepEqual(
      planned.map(({ plan }) => plan.reason),
      Array(2).fill(
        "les colonnes à lire ont changé",
      ),
    );
    assert.deepEqual(await books.db.rows("SELECT FROM penny.source_columns"), []);
  }, { etl: true }));

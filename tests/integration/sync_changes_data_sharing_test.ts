import assert from "node:assert/strict";
import { fixedClock } from "../../lib/base/mod.ts";
import { type DataSharing, openDataSharing } from "../../lib/connectors/data_sharing/mod.ts";
import { quoteIdentifier } from "../../lib/connectors/postgres/mod.ts";
import type { AnyDomainName } from "../../lib/domains/mod.ts";
import type { ExtractionReport, UnitResult } from "../../lib/sync/mod.ts";
import {
  addCompany,
  type Books,
  entry,
  type SourceRow,
  SYNCHRONISED,
  withBooks,
} from "./_books.ts";

const LATER = "2026-10-30 16:30:00.25";

function withEtl(name: string, test: (books: Books) => Promise<void>): Promise<void> {
  return withBooks(`etl_${name}`, test, { etl: true });
}

/** A company with some suppliers, synchronised an hour apart, the last one at `SYNCHRONISED`, and read once. */
async function loaded(books: Books, rows = 5): Promise<void> {
  await addCompany(books, 1, "Alpha");
  await books.add("suppliers", ...suppliers(1, rows));
  await change(
    books,
    "UPDATE etl.suppliers SET synchronised_at = synchronised_at - (id - 100) * interval '1 hour'",
  );
  await books.read("suppliers");
}

function suppliers(company: number, rows: number): SourceRow[] {
  return Array.from({ length: rows }, (_, i) => ({
    ...{ company_id: company, id: company * 100 + i, name: `Fournisseur ${i}` },
  }));
}

function change(books: Books, sql: string): Promise<number> {
  return books.source.execute(sql);
}

/** Data Sharing, with a list of what it was asked. */
function watched({ run }: Books): { dataSharing: DataSharing; asked: string[] } {
  const real = run().dataSharing!;
  const asked: string[] = [];
  const dataSharing = {
    probe: (...args: Parameters<DataSharing["probe"]>) => real.probe(...args),
    countByCompany: (...args: Parameters<DataSharing["countByCompany"]>) => (
      asked.push(`counts ${args[0]}`), real.countByCompany(...args)
    ),
    summarize: (...args: Parameters<DataSharing["summarize"]>) => (
      asked.push(`summary ${args[0]}`), real.summarize(...args)
    ),
    countChanges: (...args: Parameters<DataSharing["countChanges"]>) => (
      asked.push(`changes ${args[0]}`), real.countChanges(...args)
    ),
    snapshot: <T>(work: Parameters<typeof real.snapshot<T>>[0]) =>
      real.snapshot<T>((snapshot) =>
        work({
          ...snapshot,
          read: (selection) => (asked.push(`rows ${selection.table}`), snapshot.read(selection)),
        })
      ),
  } as DataSharing;
  return { dataSharing, asked };
}

function only(report: ExtractionReport): UnitResult {
  assert.equal(report.units.length, 1);
  return report.units[0]!;
}

function planOf(report: ExtractionReport): (string | number | null | undefined)[] {
  const { status, plan } = only(report);
  return [status, plan?.kind, plan?.reason, plan?.rows];
}

/** Holds the mirror to the rows alive at the source, column for column. */
async function assertSame(books: Books, domain: AnyDomainName, columns: string): Promise<void> {
  const order = columns.split(", ").map((_, i) => i + 1).join(", ");
  assert.deepEqual(
    await books.db.rows(`SELECT ${columns} FROM penny_source.${domain} ORDER BY ${order}`),
    await books.source.rows(`SELECT ${columns} FROM pennylane.${domain} ORDER BY ${order}`),
  );
}

function versions({ db }: Books, domain: AnyDomainName) {
  return db.rows(
    `SELECT ctid, xmin, _revision FROM penny_source.${domain}__data_sharing ORDER BY ctid`,
  );
}

/** French text without the spaces that do not break. */
function plain(notes: readonly string[]): string[] {
  return notes.map((note) => note.replaceAll("\u00a0", " "));
}

Deno.test("extractDomain() reads nothing but one grouped statement when nothing changed", () =>
  withEtl("unchanged", async (books) => {
    await addCompany(books, 1, "Alpha");
    await books.add("suppliers", ...suppliers(1, 5));
    const first = watched(books);
    const full = await books.read("suppliers", { dataSharing: first.dataSharing });
    assert.deepEqual(planOf(full), ["ok", "full", "première lecture", 5]);
    const before = await versions(books, "suppliers");
    const { dataSharing, asked } = watched(books);
    const report = await books.read("suppliers", { dataSharing });
    assert.deepEqual(planOf(report), ["ok", "unchanged", "aucun changement annoncé", 0]);
    assert.equal(only(report).rows, 5);
    assert.deepEqual(asked.filter((one) => !one.includes("companies")), [
      "summary fiscal_years",
      "summary suppliers",
    ]);
    assert.deepEqual(await versions(books, "suppliers"), before);
  }));

Deno.test("extractDomain() reads the rows that changed, deleted ones included", () =>
  withEtl("changed", async (books) => {
    await loaded(books, 30);
    const before = (await versions(books, "suppliers")).length;
    await change(
      books,
      `UPDATE etl.suppliers SET name = 'Renommé', synchronised_at = '${LATER}' WHERE id = 101; ` +
        `UPDATE etl.suppliers SET deleted_at = '${LATER}' WHERE id BETWEEN 102 AND 121; ` +
        `INSERT INTO etl.suppliers (company_id, id, name, synchronised_at) VALUES (1, 300, 'Neuf', '${LATER}')`,
    );
    const report = await books.read("suppliers");
    assert.deepEqual(planOf(report), ["ok", "changes", "changements annoncés par la source", 23]);
    const { counts, rows } = only(report);
    assert.deepEqual(counts, { inserted: 1, updated: 1, deleted: 20, unchanged: 9 });
    assert.equal(rows, 11);
    await assertSame(books, "suppliers", "company_id, id, name");
    assert.equal((await versions(books, "suppliers")).length, before + 1);
    assert.equal(planOf(await books.read("suppliers"))[1], "unchanged");
  }));

Deno.test("extractDomain() loses no row with the very instant of the watermark", () =>
  withEtl("equal", async (books) => {
    await loaded(books);
    await change(
      books,
      "INSERT INTO etl.suppliers (company_id, id, name) VALUES (1, 300, 'Au même instant')",
    );
    const inserted = only(await books.read("suppliers"));
    assert.deepEqual([inserted.plan!.kind, inserted.plan!.rows, inserted.counts.inserted], [
      ...["changes", 2, 1],
    ]);
    await change(
      books,
      `UPDATE etl.suppliers SET name = 'Au même instant', synchronised_at = '${SYNCHRONISED}' WHERE id = 103`,
    );
    assert.equal(only(await books.read("suppliers")).counts.updated, 1);
    await assertSame(books, "suppliers", "company_id, id, name");
  }));

Deno.test("extractDomain() finds what transactions of the source ended late, however late", () =>
  withEtl("late", async (books) => {
    await loaded(books);
    const late = (id: number, minutes: number) =>
      change(
        books,
        `UPDATE etl.suppliers SET name = 'Tard', synchronised_at = timestamp '${SYNCHRONISED}' - ` +
          `${minutes} * interval '1 minute' WHERE id = ${id}`,
      );
    const newer = (id: number) =>
      change(books, `UPDATE etl.suppliers SET synchronised_at = '${LATER}' WHERE id = ${id}`);
    await late(102, 3);
    await newer(101);
    assert.equal(only(await books.read("suppliers")).plan!.kind, "changes");
    await assertSame(books, "suppliers", "company_id, id, name");
    await late(103, 30);
    const alone = only(await books.read("suppliers"));
    assert.deepEqual([alone.plan!.kind, alone.plan!.reason], [
      "compare",
      "etl a changé sans date plus récente que la lecture précédente",
    ]);
    await assertSame(books, "suppliers", "company_id, id, name");
  }));

Deno.test("extractDomain() compares after a rebuild of etl and tells the deletions that it purged", () =>
  withEtl("rebuilt", async (books) => {
    await loaded(books, 40);
    await change(
      books,
      "DELETE FROM etl.suppliers WHERE id IN (101, 102); " +
        "INSERT INTO etl.suppliers (company_id, id, name) VALUES (1, 300, 'Neuf'), (1, 301, 'Neuf'); " +
        `UPDATE etl.suppliers SET synchronised_at = '${LATER}'`,
    );
    const report = await books.read("suppliers");
    assert.deepEqual(planOf(report), ["ok", "compare", "le schéma etl a été reconstruit", 40]);
    assert.deepEqual(only(report).missed, { inserted: 0, updated: 0, deleted: 2 });
    assert.deepEqual(plain(report.notes), [
      "Alpha : 2 lignes que les changements n'avaient pas annoncées : 2 supprimées",
    ]);
    await assertSame(books, "suppliers", "company_id, id, name");
    assert.equal(only(await books.read("suppliers")).plan!.kind, "unchanged");
  }));

Deno.test("extractDomain() compares at once when the changes do not add up", () =>
  withEtl("adds_up", async (books) => {
    await loaded(books, 30);
    await addCompany(books, 2, "Bêta");
    await books.add("suppliers", ...suppliers(2, 2));
    await books.read("suppliers");
    await change(
      books,
      "DELETE FROM etl.suppliers WHERE id = 101; " +
        `INSERT INTO etl.suppliers (company_id, id, name, synchronised_at) VALUES (1, 300, 'Neuf', '${LATER}'); ` +
        `UPDATE etl.suppliers SET name = 'Autre', synchronised_at = '${LATER}' WHERE id = 201`,
    );
    const report = await books.read("suppliers");
    assert.deepEqual(report.units.map(({ status, plan }) => [status, plan?.kind, plan?.reason]), [
      ["ok", "compare", "31 lignes après les changements, 30 à la source"],
      ["ok", "changes", "changements annoncés par la source"],
    ]);
    assert.deepEqual(plain(report.notes), [
      "Alpha : 1 ligne que les changements n'avaient pas annoncée : 1 supprimée",
    ]);
    await assertSame(books, "suppliers", "company_id, id, name");
  }));

Deno.test("extractDomain() finds once a week what changed without an event, and tells it", () =>
  withEtl("weekly", async (books) => {
    await loaded(books);
    await change(books, "UPDATE etl.suppliers SET name = 'En silence' WHERE id IN (101, 103)");
    assert.equal(only(await books.read("suppliers")).plan!.kind, "unchanged");
    const clock = fixedClock(new Date("2026-11-08T12:00:00Z"));
    const report = await books.read("suppliers", { clock });
    assert.match(only(report).plan!.reason, /^dernière comparaison il y a 7\u00a0jours$/);
    assert.deepEqual(only(report).missed, { inserted: 0, updated: 2, deleted: 0 });
    assert.deepEqual(plain(report.notes), [
      "Alpha : 2 lignes que les changements n'avaient pas annoncées : 2 modifiées",
    ]);
    await assertSame(books, "suppliers", "company_id, id, name");
    assert.equal(only(await books.read("suppliers", { clock })).plan!.kind, "unchanged");
  }));

Deno.test("extractDomain() reads the whole group of an analytical line of which one row changed", () =>
  withEtl("groups", async (books) => {
    await addCompany(books, 1, "Alpha");
    const tag = (id: number, label: string) => ({
      ...{ company_id: 1, id, debit: "10", credit: "0", tag_label: label },
    });
    await books.add(
      "analytical_ledger",
      ...["Centre", "Nord", "Sud"].flatMap((label) => [1, 2, 3, 4].map((id) => tag(id, label))),
    );
    await books.read("analytical_ledger");
    const equal = await books.db.rows(
      "SELECT ctid, xmin FROM penny_source.analytical_ledger__data_sharing WHERE id = 4",
    );
    await change(
      books,
      "INSERT INTO etl.analytical_ledger (company_id, id, debit, credit, tag_label, synchronised_at) " +
        `VALUES (1, 1, 10, 0, 'Est', '${LATER}'); ` +
        `UPDATE etl.analytical_ledger SET deleted_at = '${LATER}' WHERE id = 2 AND tag_label = 'Nord'; ` +
        `UPDATE etl.analytical_ledger SET deleted_at = '${LATER}' WHERE id = 3; ` +
        `UPDATE etl.analytical_ledger SET synchronised_at = '${LATER}' WHERE id = 4 AND tag_label = 'Sud'`,
    );
    const report = await books.read("analytical_ledger");
    assert.deepEqual(planOf(report).slice(0, 2), ["ok", "changes"]);
    assert.deepEqual(only(report).counts, { inserted: 1, updated: 3, deleted: 4, unchanged: 5 });
    assert.deepEqual(
      await books.db.rows(
        "SELECT id, ordinal, tag_label FROM penny_source.analytical_ledger ORDER BY 1, 2",
      ),
      [
        ...[["1", "1", "Centre"], ["1", "2", "Est"], ["1", "3", "Nord"], ["1", "4", "Sud"]],
        ...[["2", "1", "Centre"], ["2", "2", "Sud"]],
        ...[["4", "1", "Centre"], ["4", "2", "Nord"], ["4", "3", "Sud"]],
      ],
    );
    assert.deepEqual(
      await books.db.rows(
        "SELECT ctid, xmin FROM penny_source.analytical_ledger__data_sharing WHERE id = 4",
      ),
      equal,
    );
  }));

Deno.test("extractDomain() refuses changes that unbalance a year, and keeps their place", () =>
  withEtl("unbalanced", async (books) => {
    await addCompany(books, 1, "Alpha");
    await books.add("general_ledger", ...entry(1, 100, { amount: "5" }));
    await books.read("general_ledger");
    const amount = (debit: string) =>
      change(
        books,
        `UPDATE etl.general_ledger SET debit = ${debit}, synchronised_at = '${LATER}' WHERE id = 1000`,
      );
    await amount("6");
    const refused = only(await books.read("general_ledger"));
    assert.deepEqual([refused.status, refused.plan!.kind], ["red", "changes"]);
    await amount("5");
    const { status, counts } = only(await books.read("general_ledger"));
    assert.deepEqual([status, counts.updated], ["ok", 0]);
  }));

Deno.test("extractDomain() reads the changes since an instant, or everything, when asked", () =>
  withEtl("asked", async (books) => {
    await loaded(books);
    await change(books, "UPDATE etl.suppliers SET name = 'En silence'");
    const since = await books.read("suppliers", { wish: { since: "2026-10-30T00:00:00Z" } });
    assert.deepEqual(planOf(since).slice(1), [
      "changes",
      "changements depuis le 2026-10-30T00:00:00Z",
      5,
    ]);
    assert.equal(only(since).counts.updated, 5);
    const full = await books.read("suppliers", { wish: { full: true } });
    assert.deepEqual(planOf(full).slice(1), ["full", "relecture complète demandée", 5]);
  }));

Deno.test("extractDomain() tells rows of no company, and of companies that are not listed", () =>
  withEtl("strays", async (books) => {
    await loaded(books);
    await books.add("suppliers", { company_id: null, id: 1 }, { company_id: 77, id: 2 });
    const report = await books.read("suppliers");
    assert.equal(only(report).plan!.kind, "unchanged");
    assert.deepEqual(plain(report.notes), [
      "1 ligne sans société dans Data Sharing, non reprise",
      "1 ligne de la société 77, absente de la table companies, non reprise",
    ]);
  }));

Deno.test("extractDomain() compares a table that etl does not have", () =>
  withEtl("absent", async (books) => {
    await addCompany(books, 1, "Alpha");
    await books.add("vat_declarations", { company_id: 1, period_end: "2026-03-31" });
    await books.read("vat_declarations");
    const report = await books.read("vat_declarations");
    const reason = "la source n'annonce pas ses changements";
    assert.deepEqual(planOf(report), ["ok", "compare", reason, 1]);
    assert.deepEqual(report.notes, []);
  }));

Deno.test("extractDomain() compares for a user who may not read etl, and says so", () =>
  withEtl("closed", async (books) => {
    await loaded(books);
    const role = quoteIdentifier(`reader_${crypto.randomUUID().slice(0, 8)}`);
    await change(
      books,
      `CREATE ROLE ${role} LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA pennylane TO ${role}; ` +
        `GRANT SELECT ON ALL TABLES IN SCHEMA pennylane TO ${role}`,
    );
    try {
      await using dataSharing = openDataSharing({
        ...books.sourceSettings,
        ...{ user: role.slice(1, -1), password: "secret" },
      });
      await change(books, "UPDATE etl.suppliers SET name = 'Autre'");
      const report = await books.read("suppliers", { dataSharing });
      assert.deepEqual(planOf(report).slice(1, 3), [
        "compare",
        "la source n'annonce pas ses changements",
      ]);
      assert.deepEqual(report.notes, [
        "Comparée en entier à chaque lecture : le schéma etl est fermé à cet utilisateur ; " +
        "demandez-en l'accès à Pennylane",
      ]);
      await assertSame(books, "suppliers", "company_id, id, name");
    } finally {
      await change(books, `DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
    const reopened = await books.read("suppliers");
    assert.equal(only(reopened).plan!.reason, "aucun repère d'une lecture précédente");
  }));

Deno.test("extractDomain() compares when the state of a unit cannot be right", () =>
  withEtl("bad_state", async (books) => {
    await loaded(books);
    const reasons: Record<string, string> = {
      '{"until":"2031-01-01 00:00:00","total":5,"mark":""}':
        "le schéma etl est plus ancien que la lecture précédente",
      '{"until":"demain","total":5,"mark":""}': "le repère de la lecture précédente est illisible",
      '["?"]': "le repère de la lecture précédente est illisible",
    };
    for (const [cursor, reason] of Object.entries(reasons)) {
      await books.db.execute(
        "UPDATE penny.units SET cursor = $1::jsonb WHERE domain = 'suppliers'",
        [cursor],
      );
      assert.deepEqual(planOf(await books.read("suppliers")).slice(1, 3), ["compare", reason]);
    }
    await books.db.execute("DELETE FROM penny_source.suppliers__data_sharing WHERE id = 101");
    await change(books, `UPDATE etl.suppliers SET synchronised_at = '${LATER}' WHERE id = 102`);
    const { plan, counts } = only(await books.read("suppliers"));
    assert.deepEqual([plan!.kind, counts.inserted], ["compare", 1]);
    await change(
      books,
      "UPDATE etl.suppliers SET synchronised_at = '2099-01-01 00:00:00' WHERE id = 101",
    );
    const { reason } = only(await books.read("suppliers")).plan!;
    assert.equal(reason, "etl porte des dates de l'avenir");
  }));

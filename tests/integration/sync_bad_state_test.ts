import assert from "node:assert/strict";
import { fixedClock } from "../../lib/base/mod.ts";
import { sourcesView } from "../../lib/session/sources_view.ts";
import {
  extractDomain,
  forgetCompany,
  publishDomain,
  registerCompanies,
  type SyncContext,
  traceOfCompany,
  unitStatuses,
} from "../../lib/sync/mod.ts";
import { addCompany, type Books, entry, withBooks } from "./_books.ts";

const DOMAIN = "general_ledger";
const MIRROR = "penny_source.general_ledger__data_sharing";
const PUBLISHED = "pennylane.general_ledger";
const TODAY = Date.UTC(2026, 9, 31, 12);
const DAY_MS = 86_400_000;

/** Two companies with ten ledger lines each, read and published; the source has the schema `etl`. */
function withLedgers(name: string, test: (books: Books) => Promise<void>): Promise<void> {
  return withBooks(name, async (books) => {
    for (const [id, company] of [[1, "Alpha"], [2, "Bêta"]] as const) {
      await addCompany(books, id, company);
      for (let i = 1; i <= 5; i++) {
        await books.add(DOMAIN, ...entry(id, id * 100 + i, { amount: `${i}.50` }));
      }
    }
    await cycle(books);
    await test(books);
  }, { etl: true });
}

/** One run: reads and publishes, and gives what it tells. */
async function cycle(books: Books, overrides: Partial<SyncContext> = {}) {
  const run = books.run({ clock: fixedClock(new Date(TODAY)), ...overrides });
  const { notes: shown } = await registerCompanies(run);
  await extractDomain(run, "fiscal_years");
  const { units, notes } = await extractDomain(run, DOMAIN);
  const publication = await publishDomain(run, DOMAIN, { transform: (frame) => frame });
  return {
    shown,
    plans: units.map(({ plan }) => plan?.kind),
    reasons: units.map(({ plan }) => plan?.reason.replaceAll("\u00a0", " ")),
    notes: notes.map((note) => note.replaceAll("\u00a0", " ")),
    published: publication.notes.map((note) => note.replaceAll("\u00a0", " ")),
    failures: publication.failures.map(({ company, reason }) => [company.name, reason]),
  };
}

/** Fails unless mirror and published table hold what the source holds. */
async function checkExact({ db, source }: Books): Promise<void> {
  const select = "SELECT company_id, id, label, debit::numeric(18,2), credit::numeric(18,2) FROM";
  const truth = await source.rows(`${select} pennylane.general_ledger ORDER BY 1, 2`);
  for (const table of ["penny_source.general_ledger", PUBLISHED]) {
    assert.deepEqual(await db.rows(`${select} ${table} ORDER BY 1, 2`), truth, table);
  }
}

/** A hand in the state or in the rows, what is told of it, and in which run it is mended. */
interface Hand {
  readonly name: string;
  readonly sql: string;
  readonly reads?: RegExp;
  readonly publishes?: RegExp;
  /** What the run must be asked for. @default nothing */
  readonly asked?: Partial<SyncContext>;
}

const A_WEEK_LATER = { clock: fixedClock(new Date(TODAY + 7 * DAY_MS)) };

const HANDS: readonly Hand[] = [
  {
    name: "a state that was compared in the future",
    sql: "UPDATE penny.units SET compared_at = '2030-01-01', read_at = '2030-01-01'",
    reads: /^Alpha, Bêta : l'horloge est revenue en arrière ; tout a été comparé à Pennylane/,
  },
  {
    name: "rows deleted from the mirror",
    sql: `DELETE FROM ${MIRROR} WHERE company_id = 1 AND id % 2 = 0`,
    reads: /^Alpha : 5 lignes ici au lieu de 10, modifiées à la main ; tout a été comparé/m,
  },
  {
    name: "rows added to the mirror",
    sql: `INSERT INTO ${MIRROR} (company_id, id, debit, credit, _revision) VALUES (2, 7, 5, 0, 1)`,
    reads: /^Bêta : 11 lignes ici au lieu de 10, modifiées à la main ; tout a été comparé/m,
  },
  {
    name: "amounts changed in the mirror, at the weekly comparison",
    sql:
      `UPDATE ${MIRROR} SET debit = debit + 1000, label = 'main' WHERE company_id = 1 AND debit > 0`,
    reads: /^Alpha : 5 lignes que les changements n'avaient pas annoncées : 5 modifiées$/,
    asked: A_WEEK_LATER,
  },
  {
    name: "a mirror emptied",
    sql: `TRUNCATE ${MIRROR}`,
    reads: /^Alpha, Bêta : 0 ligne ici au lieu de 10, modifiées à la main/m,
  },
  {
    name: "a mirror dropped",
    sql: `DROP TABLE ${MIRROR} CASCADE`,
    reads: /^Alpha, Bêta : 0 ligne ici au lieu de 10, modifiées à la main/m,
  },
  { name: "a view of the mirror dropped", sql: "DROP VIEW penny_source.general_ledger" },
  {
    name: "rows deleted from the published table",
    sql: `DELETE FROM ${PUBLISHED} WHERE company_id = 2 AND debit > 3`,
    publishes: /^Table modifiée à la main, remise à l'identique : Bêta \(3 lignes\)$/,
  },
  {
    name: "rows added to the published table",
    sql: `INSERT INTO ${PUBLISHED} (company_id, id, debit) VALUES (1, 7, 5)`,
    publishes: /remise à l'identique : Alpha \(1 ligne\)$/,
  },
  {
    name: "amounts changed in the published table, when everything is asked for",
    sql: `UPDATE ${PUBLISHED} SET debit = debit + 1 WHERE company_id = 1 AND debit > 0`,
    publishes: /remise à l'identique : Alpha \(5 lignes\)$/,
    asked: { wish: { full: true } },
  },
  {
    name: "amounts changed in the published table, once in a week",
    sql: `UPDATE ${PUBLISHED} SET debit = debit + 1 WHERE company_id = 1 AND debit > 0`,
    publishes: /remise à l'identique : Alpha \(5 lignes\)$/,
    asked: A_WEEK_LATER,
  },
  { name: "a published table dropped", sql: `DROP TABLE ${PUBLISHED}` },
  { name: "what was published forgotten", sql: "TRUNCATE penny.publications" },
  { name: "the state of the units forgotten", sql: "TRUNCATE penny.units" },
  { name: "the sources in force forgotten", sql: "TRUNCATE penny.sources_in_force" },
];

for (const { name, sql, reads, publishes, asked = {} } of HANDS) {
  Deno.test(`extractDomain() and publishDomain() mend ${name}`, () =>
    withLedgers("hands", async (books) => {
      await books.db.execute(sql);
      const told = await cycle(books, asked);
      await checkExact(books);
      if (reads) assert.match(told.notes.join("\n"), reads);
      else assert.deepEqual(told.notes, []);
      if (publishes) assert.match(told.published.join("\n"), publishes);
      else assert.deepEqual(told.published.filter((note) => /à la main/.test(note)), []);
      const again = await cycle(books, { ...asked, wish: {} });
      assert.deepEqual([again.plans, again.notes, again.published], [
        ["unchanged", "unchanged"],
        [],
        [],
      ]);
    }));
}

Deno.test("publishDomain() counts the rows of the companies that the run is about, of all in an empty table", () =>
  withLedgers("hands_of_others", async (books) => {
    await books.db.execute(`DELETE FROM ${PUBLISHED} WHERE debit > 3`);
    const alpha = await cycle(books, { companies: ["Alpha"] });
    assert.deepEqual(alpha.published, [
      "Table modifiée à la main, remise à l'identique : Alpha (3 lignes)",
    ]);
    await cycle(books, { companies: ["Bêta"] });
    await checkExact(books);
    await books.db.execute(`TRUNCATE ${PUBLISHED}`);
    await cycle(books, { companies: ["Alpha"] });
    await checkExact(books);
  }));

Deno.test("publishDomain() publishes all rows of a company whose state and mirror are lost", () =>
  withLedgers("state_and_mirror", async (books) => {
    await books.db.execute(`TRUNCATE penny.units; TRUNCATE ${MIRROR}`);
    await books.source.execute(
      "UPDATE etl.general_ledger SET label = 'nouveau' WHERE company_id = 1",
    );
    await cycle(books);
    await checkExact(books);
  }));

Deno.test("publishDomain() does not publish a mirror that lost its rows", () =>
  withLedgers("empty_mirror", async (books) => {
    const before = await books.db.rows(`SELECT t::text FROM ${PUBLISHED} t ORDER BY 1`);
    await books.db.execute(`DELETE FROM ${MIRROR} WHERE company_id = 1`);
    const run = books.run({ clock: fixedClock(new Date(TODAY)), fingerprint: "changed" });
    const { failures } = await publishDomain(run, DOMAIN, { transform: (frame) => frame });
    assert.deepEqual(failures.map(({ company }) => company.name), ["Alpha"]);
    assert.match(
      failures[0]!.reason,
      /^Impossible de publier « Grand livre » : la copie locale a 0.ligne au lieu de 10, elle a été modifiée à la main ; relancez/,
    );
    assert.deepEqual(await books.db.rows(`SELECT t::text FROM ${PUBLISHED} t ORDER BY 1`), before);
  }));

Deno.test("extractDomain() outlives a clock that jumps a month ahead and back", () =>
  withLedgers("clock_jump", async (books) => {
    const at = (days: number) => ({ clock: fixedClock(new Date(TODAY + days * DAY_MS)) });
    const change = (label: string) =>
      books.source.execute(
        "UPDATE etl.general_ledger SET label = $1, synchronised_at = synchronised_at + interval '1 hour' " +
          "WHERE company_id = 1",
        [label],
      );
    await change("avancée");
    const ahead = await cycle(books, at(31));
    assert.deepEqual(ahead.reasons, Array(2).fill("dernière comparaison il y a 31 jours"));
    await checkExact(books);
    await change("revenue");
    const back = await cycle(books, at(0));
    assert.match(back.notes.join(), /Alpha, Bêta : l'horloge est revenue en arrière ; tout a été/);
    await checkExact(books);
    await change("normale");
    const after = await cycle(books, at(0));
    assert.deepEqual([after.plans, after.notes], [["changes", "unchanged"], []]);
    await checkExact(books);
  }));

Deno.test("registerCompanies() keeps and marks a company that left, and tells it until it is forgotten or comes back", () =>
  withLedgers("left", async (books) => {
    const { db, source } = books;
    await assert.rejects(traceOfCompany(db, "Alpha"), /Pennylane la montre encore, elle reviend/);
    await source.execute("DELETE FROM pennylane.companies WHERE id = 1");
    const left = await cycle(books);
    assert.match(
      left.shown.join(),
      /^« Alpha » n'est plus montrée par Pennylane : les lignes déjà lues sont gardées .* deno task db forget "NOM"$/,
    );
    const kept = `SELECT company_id, count(*) FROM ${PUBLISHED} GROUP BY 1 ORDER BY 1`;
    assert.deepEqual(await db.rows(kept), [["1", "10"], ["2", "10"]]);
    const ledger = (await unitStatuses(db)).filter(({ domain }) => domain === DOMAIN);
    assert.deepEqual(ledger.map(({ company, leftAt }) => [company, leftAt !== null]), [
      ["Alpha", true],
      ["Bêta", false],
    ]);
    const shown = (await sourcesView(db, { syntheticAsOf: null })).toDisplay().text;
    assert.match(shown, /Sociétés parties\s.*« Alpha » n'est plus montrée/);

    const seen = await traceOfCompany(db, "alpha");
    await books.add("companies", { id: 1, name: "Alpha", registration_number: "732829321" });
    assert.deepEqual((await cycle(books)).shown, []);
    await assert.rejects(forgetCompany(db, seen), /Pennylane la montre encore, elle reviend/);
    await checkExact(books);

    await source.execute("DELETE FROM pennylane.companies WHERE id = 1");
    await cycle(books);
    const trace = await traceOfCompany(db, "alpha");
    assert.equal(trace.rows.get(PUBLISHED), 10);
    assert.equal(trace.rows.get(MIRROR), 10);
    await forgetCompany(db, trace);
    assert.deepEqual(await db.rows(kept), [["2", "10"]]);
    assert.deepEqual(await db.rows("SELECT company_id FROM penny.companies"), [["2"]]);
    const after = await cycle(books);
    assert.deepEqual([after.shown, after.plans, after.published], [[], ["unchanged"], []]);
    await assert.rejects(traceOfCompany(db, "alpha"), /aucune société ne correspond/);
  }));

Deno.test("extractDomain() starts one table of one company afresh when asked", () =>
  withLedgers("afresh", async (books) => {
    const untouched = `SELECT ctid, xmin FROM ${MIRROR} WHERE company_id = 2 ORDER BY id`;
    const before = await books.db.rows(untouched);
    const full = await cycle(books, { wish: { full: true }, companies: ["alpha"] });
    assert.deepEqual(full.reasons, ["relecture complète demandée"]);
    const since = await cycle(books, { wish: { since: "2026-10-01" }, companies: ["alpha"] });
    assert.deepEqual(since.reasons, ["changements depuis le 2026-10-01"]);
    assert.deepEqual(await books.db.rows(untouched), before);
    await checkExact(books);
  }));

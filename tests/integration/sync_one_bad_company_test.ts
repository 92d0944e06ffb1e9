import assert from "node:assert/strict";
import { type DomainName, DOMAINS } from "../../lib/domains/mod.ts";
import type { Frame } from "../../lib/frames/mod.ts";
import { Extraction } from "../../lib/session/extraction.ts";
import { type Choice, Penny } from "../../lib/session/penny.ts";
import type { Sources } from "../../lib/session/sources.ts";
import { publicationView } from "../../lib/session/views.ts";
import {
  extractDomain,
  type ExtractionReport,
  type PublicationReport,
  publishDomain,
  registerCompanies,
  type Registration,
  type SyncContext,
  type Transform,
  type Unit,
  unitStatuses,
} from "../../lib/sync/mod.ts";
import { lockUnit } from "../../lib/sync/unit_lock.ts";
import { untilBlocked } from "./_books.ts";
import { BANK_ACCOUNTS, LEDGER, type Way } from "./_bad_ways.ts";
import { BY_TOKEN, nameOf, type Portfolio, SHARED, SIZE, withPortfolio } from "./_portfolio.ts";

/** What a run gave, and what it told while it went on. */
interface Round {
  readonly run: SyncContext;
  readonly registration: Registration;
  readonly report: ExtractionReport;
  readonly publication: PublicationReport;
}

async function oneRound(
  { books, tokens }: Portfolio,
  domain: DomainName,
  { transform = (frame) => frame, whole = false }: { transform?: Transform; whole?: boolean } = {},
): Promise<Round> {
  const run = books.run({ api: tokens, wish: { full: whole } });
  const registration = await registerCompanies(run);
  const report = await extractDomain(run, domain);
  const publication = await publishDomain(run, domain, { transform });
  return { run, registration, report, publication };
}

/** Rows of a table as text, in order, those of one company apart. */
async function contentOf({ books: { db } }: Portfolio, table: string, broken: number) {
  const select = `SELECT ROW(t.*)::text FROM ${table} t WHERE company_id`;
  return {
    others: await db.rows(`${select} <> $1 ORDER BY 1`, [broken]),
    own: await db.rows(`${select} = $1 ORDER BY 1`, [broken]),
  };
}

/** Companies whose rows are not those of a round, of those that should have changed in it. */
async function behind({ books: { db } }: Portfolio, table: string, round: string) {
  const column = table.endsWith("general_ledger") ? "label" : "name";
  const rows = await db.rows(
    `SELECT DISTINCT company_id FROM ${table} WHERE ${column} IS DISTINCT FROM $1 ` +
      `AND (company_id % 5 = 0 OR company_id IN (${SHARED}, ${BY_TOKEN})) ORDER BY 1`,
    [round],
  );
  return rows.flat();
}

/** What the run's record keeps of companies that are not up to date. */
async function recorded({ books: { db } }: Portfolio, { runId }: SyncContext, domain: string) {
  return await db.many<{ company: string; reason: string; stage: string }>(
    "SELECT c.name AS company, reason, stage FROM (SELECT company_id, status, reason, 'read' AS stage " +
      "FROM penny.run_units WHERE run_id = $1 AND domain = $2 UNION ALL " +
      "SELECT company_id, status, reason, 'published' FROM penny.run_publications " +
      "WHERE run_id = $1 AND table_name = 'pennylane.' || $2) r JOIN penny.companies c USING (company_id) " +
      "WHERE status <> 'ok'",
    [runId, domain],
  );
}

/** What the notebook shows: its checks and its update of the base, as text. */
async function shown({ run, report, publication }: Round, domain: DomainName): Promise<string> {
  const companies = report.units.map(({ unit }) => unit.company);
  const sources = { context: run } as Sources;
  const penny = new Penny(sources, { company: companies[0]! } as Choice);
  const extraction = await Extraction.open(run.db, {
    domain: DOMAINS[domain],
    company: companies[0]!,
    report,
  });
  const views = [await penny.checks(extraction), publicationView(publication)];
  return views.map((view) => view.toDisplay().text).join("\n");
}

/** Breaks one company, and checks that it alone is not up to date, and that everybody is told. */
async function checkWay(portfolio: Portfolio, domain: DomainName, way: Way): Promise<void> {
  const { books } = portfolio;
  const broken = way.api ? BY_TOKEN : SHARED;
  const tables = [`penny_source.${domain}`, `pennylane.${domain}`];
  const before = await Promise.all(tables.map((table) => contentOf(portfolio, table, broken)));
  await portfolio.heal(way.name);
  if (way.source) await books.source.execute(way.source);
  if (way.api) portfolio.breakApi(way.api);
  const isBroken = (frame: Frame) =>
    frame.height > 0 && String(frame.getColumn("company_id").get(0)) === String(broken);
  const transform: Transform = (frame) =>
    way.transform && isBroken(frame) ? way.transform(frame) : frame;
  const round = await oneRound(portfolio, domain, { transform, whole: way.whole ?? false });

  const keeps = way.transform ? tables.slice(1) : tables;
  for (const [i, table] of tables.entries()) {
    const after = await contentOf(portfolio, table, broken);
    assert.equal(after.others.length, before[i]!.others.length, table);
    assert.notDeepEqual(after.others, before[i]!.others, `${table} goes on`);
    if (keeps.includes(table)) assert.deepEqual(after.own, before[i]!.own, `${table} is kept`);
    const late = keeps.includes(table) ? [String(broken)] : [];
    assert.deepEqual(await behind(portfolio, table, way.name), late, table);
  }
  const name = nameOf(broken);
  const [record, ...more] = await recorded(portfolio, round.run, domain);
  assert.deepEqual(more, []);
  assert.deepEqual([record?.company, record?.stage], [name, way.transform ? "published" : "read"]);
  assert.match(record!.reason, way.says);
  const text = (await shown(round, domain)).replaceAll("\n", " ");
  assert.match(text, way.says);
  assert.ok(text.includes(name), "the notebook names the company");
  const told = books.events.filter((event) =>
    event.type === "publication"
      ? event.failures.some(({ company, reason }) => company === name && way.says.test(reason))
      : event.type === "unit" && event.company === name && way.says.test(event.reason ?? "")
  );
  assert.equal(told.length, 1, "the run's console is told once");
  if (way.transform) return;
  const status = (await unitStatuses(books.db)).filter((unit) =>
    unit.domain === domain && unit.lastStatus !== "ok"
  );
  assert.deepEqual(status.map(({ company }) => company), [name]);
  assert.match(status[0]!.reason!, way.says);
}

/** Another process holds the unit of one company: the others are read first, and the reader is told whom the run waits for. */
async function checkHeld(portfolio: Portfolio, held: Unit): Promise<void> {
  const { books, tokens } = portfolio;
  await portfolio.heal("held");
  const run = books.run({ api: tokens });
  await registerCompanies(run);
  const { reading } = await books.db.session(async (other) => {
    await lockUnit(other, held);
    const promise = extractDomain(run, "general_ledger");
    await untilBlocked(books);
    const late = await behind(portfolio, "penny_source.general_ledger", "held");
    assert.deepEqual(late, [String(SHARED)]);
    const told = books.events.flatMap((event) => event.type === "progress" ? [event.text] : []);
    assert.equal(
      told.at(-1),
      `Grand livre : « ${nameOf(SHARED)} » est en cours de lecture ailleurs, attente`,
    );
    return { reading: promise };
  });
  const { units } = await reading;
  assert.equal(units.filter(({ status }) => status === "ok").length, SIZE);
  assert.deepEqual(await behind(portfolio, "penny_source.general_ledger", "held"), []);
}

Deno.test("extractDomain() and publishDomain() bring 199 companies up to date whatever is wrong with one", (t) =>
  withPortfolio("bad_company", async (portfolio) => {
    const { books } = portfolio;
    await portfolio.heal("whole");
    await books.read("fiscal_years");
    const ways = { general_ledger: LEDGER, bank_accounts: BANK_ACCOUNTS };
    for (const domain of ["general_ledger", "bank_accounts"] as const) {
      await oneRound(portfolio, domain);
      for (const way of ways[domain]) {
        books.events.length = 0;
        await t.step(way.name, () => checkWay(portfolio, domain, way));
      }
      await portfolio.heal("healed");
      const { registration, report, publication } = await oneRound(portfolio, domain);
      const held = report.units.find(({ unit }) => unit.company.name === nameOf(SHARED))!.unit;
      assert.deepEqual(registration.faults, []);
      assert.equal(report.units.filter(({ status }) => status === "ok").length, SIZE);
      assert.deepEqual(publication.failures, []);
      assert.deepEqual(await behind(portfolio, `pennylane.${domain}`, "healed"), []);
      if (domain === "general_ledger") {
        await t.step("a unit that another process reads", () => checkHeld(portfolio, held));
      }
    }
  }));

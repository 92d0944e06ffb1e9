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
  unitStatuses,
} from "../../lib/sync/mod.ts";
import {
  account,
  type ApiFault,
  bankAccount,
  BY_TOKEN,
  nameOf,
  page,
  type Portfolio,
  sendJson,
  SHARED,
  SHARED_LINES,
  SIZE,
  withPortfolio,
} from "./_portfolio.ts";

/** One way in which one company of two hundred is broken. */
interface Way {
  readonly name: string;
  /** What the record and the reader are told of it. */
  readonly says: RegExp;
  /** SQL on the source. */
  readonly source?: string;
  /** What the API does to the token of the company. */
  readonly api?: ApiFault;
  /** What the notebook does to the rows of the company. */
  readonly transform?: (frame: Frame) => Frame;
  /** Everything is read again: what a source says is changed is not judged by what the company had. @default false */
  readonly whole?: boolean;
}

const OF_SHARED = `company_id = ${SHARED}`;
const FIRST_LINE = `id = ${SHARED * 1000}`;

/** In Data Sharing, in the ledger. */
const LEDGER: readonly Way[] = [
  {
    name: "an unbalanced year",
    source: `UPDATE pennylane.general_ledger SET debit = debit + 1 WHERE ${FIRST_LINE}`,
    says: /débit = crédit par exercice .*2026 : écart 1,00/,
  },
  {
    name: "a doubled key",
    source:
      `INSERT INTO pennylane.general_ledger SELECT * FROM pennylane.general_ledger WHERE ${FIRST_LINE}`,
    says: /clé unique et complète .*1.clé en défaut/,
  },
  {
    name: "a row without a key",
    source: `UPDATE pennylane.general_ledger SET id = NULL WHERE ${FIRST_LINE}`,
    says: /clé unique et complète .*1.clé en défaut/,
  },
  {
    name: "an amount with too many digits",
    source: `UPDATE pennylane.general_ledger SET debit = debit + 0.005 WHERE ${FIRST_LINE}`,
    says: /montants exacts .*1.ligne avec plus de chiffres/,
  },
  {
    name: "an amount that is no number",
    source: `UPDATE pennylane.general_ledger SET debit = 'NaN' WHERE ${FIRST_LINE}`,
    says: /montants exacts .*1.ligne avec plus de chiffres/,
  },
  {
    name: "half of the rows gone",
    source: `DELETE FROM pennylane.general_ledger WHERE ${OF_SHARED} AND id % 1000 < ${
      SHARED_LINES / 2
    }`,
    says: /lignes disparues : 12 sur 24 \(50 %\)/,
  },
  {
    name: "a column that lost its values",
    source: `UPDATE pennylane.general_ledger SET plan_item_number = NULL WHERE ${OF_SHARED}`,
    whole: true,
    says: /valeurs devenues vides dans plan_item_number \(24 de plus\)/,
  },
  {
    name: "rows without a company",
    source: `UPDATE pennylane.general_ledger SET company_id = NULL WHERE ${OF_SHARED}`,
    says: /lignes disparues : 24 sur 24 \(100 %\)/,
  },
  {
    name: "rows of an unknown company",
    source: `UPDATE pennylane.general_ledger SET company_id = 999 WHERE ${OF_SHARED}`,
    says: /lignes disparues : 24 sur 24 \(100 %\)/,
  },
  {
    name: "a day without end",
    source: `UPDATE pennylane.general_ledger SET date = 'infinity' WHERE ${OF_SHARED}`,
    says: /dates du calendrier .*au moins 20.lignes avec une date infinie/,
  },
  {
    name: "a day in the year 12000",
    source: `UPDATE pennylane.general_ledger SET date = '12000-01-01' WHERE ${FIRST_LINE}`,
    says: /dates du calendrier .* 1.ligne avec une date infinie ou hors des années 1 à 9999/,
  },
  {
    name: "a transform that throws on its rows",
    transform: () => {
      throw new Error("taux inconnu");
    },
    says: /Impossible d'appliquer la transformation : taux inconnu/,
  },
  {
    name: "a transform that doubles its rows",
    transform: (frame) => frame.vstack(frame),
    says: /24.lignes en trop avec la même clé/,
  },
  {
    name: "a transform that gives it other columns",
    transform: (frame) => frame.drop("label"),
    says: /autres colonnes/,
  },
];

const asked = (path: string) => (request: { company: number; path: string }) =>
  request.company === BY_TOKEN && request.path === path;
const onList = asked("/bank_accounts");
const onMe = asked("/me");

/** Answers some requests of the broken company, and leaves the others. */
function fault(
  takes: (request: { company: number; path: string }) => boolean,
  answer: (response: Parameters<ApiFault>[1]) => void,
): ApiFault {
  return (request, response) => {
    if (!takes(request)) return false;
    answer(response);
    return true;
  };
}

/** In Data Sharing and the API, in the bank accounts. */
const BANK_ACCOUNTS: readonly Way[] = [
  {
    name: "a balance that cannot be read",
    source: `UPDATE pennylane.bank_accounts SET balance = 'Infinity' WHERE ${OF_SHARED}`,
    says:
      /Comptes bancaires » de « Société 137 » .* ne peut pas être reprise \(.*22003.* ; corrigez-la/,
  },
  {
    name: "a token that is refused while its rows are read",
    api: fault(onList, (response) => sendJson(response, { error: "invalid" }, 401)),
    says: /401/,
  },
  {
    name: "a token that was revoked",
    api: fault(onMe, (response) => sendJson(response, { error: "invalid" }, 401)),
    says: /le jeton n°.7 \(« Société 007 »\) est refusé \(401\)/,
  },
  {
    name: "a missing scope",
    api: fault(
      onList,
      (response) => sendJson(response, { error: "scope bank_accounts:readonly" }, 403),
    ),
    says: /il manque le droit « bank_accounts:readonly » au jeton \(403\)/,
  },
  {
    name: "a page for people",
    api: fault(onList, (response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<html>maintenance</html>");
    }),
    says: /ne répond pas comme l'API \(200, page web/,
  },
  {
    name: "a value of another type",
    api: fault(
      onList,
      (response) => sendJson(response, page([{ ...bankAccount(BY_TOKEN, "x"), balance: [1] }])),
    ),
    says: /clé « balance » : attendu string, reçu array/,
  },
  {
    name: "a row that comes twice",
    api: fault(
      onList,
      (response) =>
        sendJson(response, page([bankAccount(BY_TOKEN, "x"), bankAccount(BY_TOKEN, "y")])),
    ),
    says: /incohérente, l'id 7 vient après l'id 7/,
  },
  {
    name: "an API out of service",
    api: fault(onList, (response) => sendJson(response, { error: "down" }, 503)),
    says: /503/,
  },
  {
    name: "an API out of service when asked for the company",
    api: fault(onMe, (response) => sendJson(response, { error: "down" }, 503)),
    says: /503.*le jeton n°.7/,
  },
  {
    name: "an API that never answers",
    api: fault(onList, () => {}),
    says: /pas de réponse complète/,
  },
  {
    name: "an API that never answers when asked for the company",
    api: fault(onMe, () => {}),
    says: /pas de réponse complète.*le jeton n°.7/,
  },
  {
    name: "a connection that is cut",
    api: fault(onList, (response) => response.destroy()),
    says: /connexion coupée/,
  },
  {
    name: "a connection that is cut when asked for the company",
    api: fault(onMe, (response) => response.destroy()),
    says: /connexion coupée.*le jeton n°.7/,
  },
  {
    name: "a budget that others spend",
    api: fault(onList, (response) => {
      response.writeHead(429, { "retry-after": "1", "content-type": "application/json" });
      response.end("{}");
    }),
    says: /429/,
  },
  {
    name: "another SIREN than in Data Sharing",
    api: fault(
      onMe,
      (response) => sendJson(response, account(BY_TOKEN, nameOf(BY_TOKEN), "552100554")),
    ),
    says: /Data Sharing lui donne maintenant le SIREN/,
  },
  {
    name: "a token that shows another company",
    api: fault(onMe, (response) => sendJson(response, account(999, "Autre", "552100554"))),
    says: /qui était le sien, montre maintenant « Autre »/,
  },
];

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
  const select = `SELECT t::text FROM ${table} t WHERE company_id`;
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
      assert.deepEqual(registration.faults, []);
      assert.equal(report.units.filter(({ status }) => status === "ok").length, SIZE);
      assert.deepEqual(publication.failures, []);
      assert.deepEqual(await behind(portfolio, `pennylane.${domain}`, "healed"), []);
    }
  }));

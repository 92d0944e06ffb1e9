import assert from "node:assert/strict";
import { UsageError } from "../../lib/base/mod.ts";
import { type AnyDomainName, DOMAIN_NAMES } from "../../lib/domains/mod.ts";
import {
  extractDomain,
  type ExtractionReport,
  registerCompanies,
  selectCompanies,
  type SyncContext,
  visibleCompanies,
} from "../../lib/sync/mod.ts";
import { longestAgoFirst } from "../../lib/sync/longest_ago_first.ts";
import { type Books, withBooks } from "./_books.ts";
import { FIRM, FIRM_COMPANIES } from "./_firm_api.ts";
import { COMPANIES } from "./_sandbox_api.ts";
import { addBookCompanies, openTokens, shareSandboxApi, watch } from "./_sync_api.ts";
import { openFirmTokens } from "./_sync_firm.ts";

const served = shareSandboxApi("sync_firm");
const [PHARMACY, AGENCY, BUILDER] = FIRM_COMPANIES.map(String) as [string, string, string];
const ALONE = { dataSharing: null } as const;

/** Source, company and status of each unit. */
function ends({ units }: ExtractionReport): string[] {
  return units.map(({ unit, status }) => `${unit.source} ${unit.company.companyId} ${status}`)
    .toSorted();
}

/** Reads and publishes a domain as one run does. */
async function oneRun(books: Books, domain: AnyDomainName, overrides: Partial<SyncContext>) {
  const run = books.run(overrides);
  const registration = await registerCompanies(run);
  if (domain !== "fiscal_years") await extractDomain(run, "fiscal_years");
  const report = await extractDomain(run, domain);
  await books.publish(domain, undefined, run);
  return { registration, report };
}

/** Rows of a published table by company. */
function published({ db }: Books, table: AnyDomainName): Promise<(string | null)[][]> {
  return db.rows(`SELECT company_id, count(*) FROM pennylane.${table} GROUP BY 1 ORDER BY 1`);
}

Deno.test("extractDomain() reads every domain that a firm gives, with few requests", () =>
  withBooks("firm_all", async (books) => {
    await using api = await served().serve({ firms: [FIRM] });
    await using watched = await watch(api.firmBaseUrl);
    await using opened = openFirmTokens(watched.baseUrl);
    const context = books.run({ ...ALONE, firm: opened.firm });
    assert.deepEqual(await registerCompanies(context), { faults: [], notes: [] });
    for (const domain of ["companies", ...DOMAIN_NAMES] as const) {
      const report = await extractDomain(context, domain);
      const failed = report.units.filter(({ status }) => status !== "ok" && status !== "fresh");
      assert.deepEqual(failed.map(({ reason }) => reason), [], domain);
      assert.equal(report.units.length, /declarations/.test(domain) ? 0 : 3, domain);
    }
    // The list of companies is read once, and no company of it for itself.
    assert.equal(watched.paths.filter((path) => /^\/companies(?:\/\d+)?$/.test(path)).length, 1);
    watched.paths.length = 0;
    const again = books.run({ ...ALONE, firm: opened.firm });
    await registerCompanies(again);
    for (const domain of ["customer_invoices", "supplier_invoices", "general_ledger"] as const) {
      const { units } = await extractDomain(again, domain);
      assert.deepEqual(units.map(({ plan }) => plan?.kind), Array(3).fill("unchanged"), domain);
    }
    const pharmacy = watched.paths.filter((path) => path.startsWith(`/companies/${PHARMACY}/`))
      .filter((path) => !/ledger_accounts|journals|customers|suppliers/.test(path));
    assert.deepEqual(
      pharmacy.toSorted(),
      [
        ...["category_groups", "changelogs/customer_invoices", "changelogs/customer_invoices"],
        ...["changelogs/ledger_entry_lines", "changelogs/supplier_invoices"],
        "changelogs/supplier_invoices",
      ].map((path) => `/companies/${PHARMACY}/${path}`),
    );
  }));

Deno.test("registerCompanies() ties a firm's companies by id, or by a SIREN of their own", () =>
  withBooks("firm_tied", async (books) => {
    await addBookCompanies(books, served(), [0, 1]);
    await using api = await served().serve({ firms: [FIRM] });
    await using opened = openFirmTokens(api.firmBaseUrl);
    await registerCompanies(books.run({ firm: opened.firm }));
    assert.deepEqual(
      await books.db.rows(
        "SELECT company_id, data_sharing_id, firm_id, client_code FROM penny.companies ORDER BY 1",
      ),
      [
        [PHARMACY, PHARMACY, PHARMACY, "CLI0001"],
        [String(COMPANIES[1]), String(COMPANIES[1]), AGENCY, "CLI0002"],
        [BUILDER, null, BUILDER, "CLI0003"],
      ],
    );
    const companies = await visibleCompanies(books.run({ firm: opened.firm }));
    const [builder] = selectCompanies(companies, ["cli0003"]);
    assert.equal(builder?.companyId, BUILDER);
  }));

Deno.test("extractDomain() takes of a firm what neither a company's token nor Data Sharing gives", () =>
  withBooks("firm_last", async (books) => {
    await addBookCompanies(books, served(), [1]);
    await using api = await served().serve({ firms: [FIRM] });
    await using tokens = openTokens(served().api.baseUrl, [0]);
    await using opened = openFirmTokens(api.firmBaseUrl);
    const overrides = { api: tokens.tokens, firm: opened.firm };
    const agency = String(COMPANIES[1]);
    const { report } = await oneRun(books, "customers", overrides);
    assert.deepEqual(ends(report), [
      `api ${PHARMACY} ok`,
      `data_sharing ${agency} ok`,
      `firm ${BUILDER} ok`,
    ]);
    const sourceChoice = { customers: "firm" } as const;
    const { report: chosen } = await oneRun(books, "customers", { ...overrides, sourceChoice });
    assert.deepEqual(
      ends(chosen),
      [
        `firm ${PHARMACY} ok`,
        `firm ${agency} ok`,
        `firm ${BUILDER} ok`,
      ].toSorted(),
    );
    assert.deepEqual(await published(books, "customers"), [
      [PHARMACY, "6"],
      [agency, "21"],
      [BUILDER, "70"],
    ]);
    const { report: back } = await oneRun(books, "customers", overrides);
    const units = back.units.filter(({ unit }) => unit.source === "api");
    assert.deepEqual(units.map(({ plan, counts }) => [plan?.kind, counts.unchanged]), [
      ["unchanged", 6],
    ]);
  }));

Deno.test("longestAgoFirst() begins with the companies that were never read, then the oldest", () =>
  withBooks("firm_fair", async (books) => {
    await using api = await served().serve({ firms: [FIRM] });
    await using opened = openFirmTokens(api.firmBaseUrl);
    const overrides = { ...ALONE, firm: opened.firm };
    await registerCompanies(books.run(overrides));
    const companies = await visibleCompanies(books.run(overrides));
    const units = companies.map((company) => (
      { source: "firm", domain: "fiscal_years", company } as const
    ));
    const order = async () =>
      (await longestAgoFirst(books.db, units)).map(({ company }) => company.companyId);
    for (const companyId of [BUILDER, PHARMACY]) {
      await extractDomain(books.run({ ...overrides, companies: [companyId] }), "fiscal_years");
    }
    assert.deepEqual(await order(), [AGENCY, BUILDER, PHARMACY]);
    await extractDomain(books.run({ ...overrides, companies: [AGENCY] }), "fiscal_years");
    assert.deepEqual(await order(), [BUILDER, PHARMACY, AGENCY]);
  }));

Deno.test("registerCompanies() marks a company that a firm lost, and keeps its rows", () =>
  withBooks("firm_lost", async (books) => {
    await using api = await served().serve({ firms: [FIRM] });
    await using opened = openFirmTokens(api.firmBaseUrl);
    const overrides = { ...ALONE, firm: opened.firm };
    await oneRun(books, "customers", overrides);
    api.setFaults([{ kind: "lost_company", companyId: COMPANIES[1] }]);
    const { registration, report } = await oneRun(books, "customers", overrides);
    assert.deepEqual(registration.faults, []);
    assert.match(registration.notes.join(), /n'est plus montrée par Pennylane .* gardées/);
    assert.deepEqual(ends(report), [`firm ${PHARMACY} ok`, `firm ${BUILDER} ok`].toSorted());
    assert.deepEqual(
      await published(books, "customers"),
      [
        [PHARMACY, "6"],
        [BUILDER, "70"],
        [AGENCY, "21"],
      ].toSorted((a, b) => Number(a[0]) - Number(b[0])),
    );
    const lost = "SELECT firm_id FROM penny.firm_companies WHERE lost_at IS NOT NULL";
    assert.deepEqual(await books.db.rows(lost), [[AGENCY]]);
    api.setFaults([]);
    const { report: back } = await oneRun(books, "customers", overrides);
    assert.equal(back.units.length, 3);
    assert.deepEqual(await books.db.rows(lost), []);
  }));

Deno.test("extractDomain() fails a company alone that a firm loses while it is read", () =>
  withBooks("firm_lost_later", async (books) => {
    await using api = await served().serve({ firms: [FIRM] });
    await using opened = openFirmTokens(api.firmBaseUrl);
    const overrides = { ...ALONE, firm: opened.firm };
    await oneRun(books, "customers", overrides);
    const run = books.run({ ...overrides, wish: { full: true } });
    await registerCompanies(run);
    api.setFaults([{ kind: "lost_company", companyId: COMPANIES[1] }]);
    const report = await extractDomain(run, "customers");
    assert.deepEqual(
      ends(report),
      [
        `firm ${PHARMACY} ok`,
        `firm ${BUILDER} ok`,
        `firm ${AGENCY} failed`,
      ].toSorted(),
    );
    const [failed] = report.units.filter(({ status }) => status === "failed");
    assert.match(failed!.reason!, /rien à cette adresse \(404/);
    await books.publish("customers", undefined, run);
    assert.equal((await published(books, "customers")).length, 3);
  }));

Deno.test("registerCompanies() tells a refused token of a firm, whose companies keep their rows", () =>
  withBooks("firm_refused", async (books) => {
    await using api = await served().serve({ firms: [FIRM] });
    await using opened = openFirmTokens(api.firmBaseUrl);
    await using tokens = openTokens(served().api.baseUrl, [0]);
    const overrides = { ...ALONE, firm: opened.firm, api: tokens.tokens };
    await oneRun(books, "customers", overrides);
    api.setFaults([{ kind: "unauthorized" }]);
    const { registration, report } = await oneRun(books, "customers", overrides);
    assert.match(registration.faults.join(), /le jeton n°\s1 \(PENNY_FIRM_TOKEN\) est refusé/);
    assert.deepEqual(
      ends(report),
      [
        `api ${PHARMACY} ok`,
        `firm ${BUILDER} failed`,
        `firm ${AGENCY} failed`,
      ].toSorted(),
    );
    assert.equal((await published(books, "customers")).length, 3);
    const alone = books.run({ ...ALONE, firm: opened.firm });
    await assert.rejects(registerCompanies(alone), UsageError);
  }));

Deno.test("extractDomain() names the scope that the token of a firm lacks", () =>
  withBooks("firm_scope", async (books) => {
    const scopes = FIRM.scopes.filter((scope) => scope !== "customers:readonly");
    await using api = await served().serve({ firms: [{ ...FIRM, scopes }] });
    await using opened = openFirmTokens(api.firmBaseUrl);
    const { report } = await oneRun(books, "customers", { ...ALONE, firm: opened.firm });
    assert.deepEqual(report.units.map(({ status }) => status), ["failed", "failed", "failed"]);
    assert.match(report.units[0]!.reason!, /il manque le droit « customers:readonly » au jeton/);
    const { report: others } = await oneRun(books, "suppliers", { ...ALONE, firm: opened.firm });
    assert.deepEqual(others.units.map(({ status }) => status), ["ok", "ok", "ok"]);
  }));

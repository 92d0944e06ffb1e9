import assert from "node:assert/strict";
import {
  AuthenticationError,
  ContractError,
  type Firm,
  FIRM_FEEDS,
  FIRM_RESOURCES,
  type FirmCompany,
  type FirmFeed,
  type Listing,
  NotFoundError,
  openFirm,
  type ResourceShape,
  ScopeError,
} from "../../lib/connectors/pennylane/mod.ts";
import type { SandboxApiOptions } from "../../lib/sandbox/api/mod.ts";
import { FIRM, FIRM_COMPANIES } from "./_firm_api.ts";
import { withStub } from "./_pennylane_stub.ts";
import { shareSandboxApi } from "./_sync_api.ts";

const served = shareSandboxApi("client_firm");
const [PHARMACY, AGENCY, BUILDER] = FIRM_COMPANIES;

async function withFirm(
  test: (firm: Firm) => Promise<void>,
  options: Partial<SandboxApiOptions> = {},
): Promise<void> {
  await using api = await served().serve({ firms: [FIRM], ...options });
  await using firm = openFirm({
    ...{ token: FIRM.token, baseUrl: api.firmBaseUrl },
    sleep: () => Promise.resolve(),
  });
  await test(firm);
}

/** The methods of a resource as any name may ask for them. */
type Methods = Readonly<Record<string, (...given: unknown[]) => Listing<{ readonly id: number }>>>;

async function readResource(company: FirmCompany, name: string, shape: ResourceShape) {
  const resource = (company as unknown as Record<string, Methods>)[name]!;
  const period = { from: "2025-01-01", to: "2026-10-31" };
  const rows = await resource.list!(shape.list?.period ? period : {}).toArray();
  const sample = rows.slice(0, 3).map(({ id }) => id).toSorted((a, b) => a - b);
  if (resource.byIds !== undefined) {
    const found = (await resource.byIds(sample).toArray()).map(({ id }) => id);
    assert.deepEqual(found.toSorted((a, b) => a - b), sample, name);
  }
  for (const id of shape.get === undefined ? [] : sample) {
    assert.equal((await resource.get!(id) as unknown as { id: number }).id, id);
    for (const part of Object.keys(shape.parts ?? {})) await resource[part]!(id).toArray();
  }
  return rows.length;
}

Deno.test("openFirm() lists the companies of the firm", () =>
  withFirm(async (firm) => {
    const companies = await firm.companies.list({ limit: 2 }).toArray();
    assert.deepEqual(companies.map(({ id }) => id), [PHARMACY, BUILDER, AGENCY]);
    assert.equal((await firm.companies.get(AGENCY)).client_code, "CLI0002");
    const code = { field: "client_code", operator: "eq", value: "CLI0003" } as const;
    const [builder] = await firm.companies.list({ filter: [code] }).toArray();
    assert.equal(builder?.id, BUILDER);
  }));

Deno.test("openFirm() reads every list, row and part of a company", () =>
  withFirm(async (firm) => {
    const company = firm.company(AGENCY);
    for (const [name, shape] of Object.entries<ResourceShape>(FIRM_RESOURCES)) {
      assert.ok(await readResource(company, name, shape) > 0, name);
    }
    for (const feed of Object.keys(FIRM_FEEDS) as FirmFeed[]) {
      const events = await company.changes(feed).toArray();
      assert.ok(events.length > 0, feed);
    }
    const fec = await company.exports.fec({ from: "2026-01-01", to: "2026-12-31", pollMs: 1 });
    assert.match(fec.fileName, /FEC20261231\.txt$/);
    assert.ok((await fec.bytes()).length > 1000);
  }));

Deno.test("openFirm() reads the entries that the company's own token reads, but for drafts", () =>
  withFirm(async (firm) => {
    const { json } = await served().get(
      `/ledger_entries?limit=1&filter=${
        encodeURIComponent('[{"field":"date","operator":"gteq","value":"1900-01-01"}]')
      }&sort=id`,
      2,
    );
    const entries = await firm.company(BUILDER).ledgerEntries.list({ streams: 4 }).toArray();
    assert.equal(entries.toSorted((a, b) => a.id - b.id)[0]!.id, json.items[0].id);
    const { count } = await served().db.one<{ count: string }>(
      "SELECT count(*) FROM sandbox_api.ledger_entries WHERE company_id = $1 AND date IS NOT NULL",
      [BUILDER],
    );
    assert.equal(entries.length, Number(count));
  }));

Deno.test("openFirm() tells a refused token, a missing scope and a lost company apart", () =>
  withFirm(async (firm) => {
    const customers = (id: number) => firm.company(id).customers.list().toArray();
    await assert.rejects(customers(PHARMACY), (error) => {
      assert.ok(error instanceof ScopeError);
      assert.equal(error.scope, "customers:readonly");
      return true;
    });
    await assert.rejects(firm.company(AGENCY).journals.list().toArray(), NotFoundError);
    assert.equal((await firm.company(PHARMACY).journals.list().toArray()).length > 0, true);
    await using api = await served().serve({});
    await using other = openFirm({ token: "perdu", baseUrl: api.firmBaseUrl });
    await assert.rejects(other.companies.list().toArray(), (error) => {
      assert.ok(error instanceof AuthenticationError);
      assert.match(error.message, /PENNY_FIRM_TOKEN/);
      return true;
    });
  }, {
    firms: [{ ...FIRM, scopes: FIRM.scopes.filter((scope) => scope !== "customers:readonly") }],
    faults: [{ kind: "lost_company", companyId: 21_847_174 }],
  }));

Deno.test("openFirm() refuses page numbers between which the list has changed", async () => {
  const page = (current_page: number, total_items: number) => ({
    items: [{ id: current_page, name: "A" }],
    ...{ current_page, total_items, total_pages: 2, per_page: 1 },
  });
  for (const second of [page(2, 3), { ...page(2, 2), items: [] }]) {
    await withStub(
      ({ query }) => ({ body: query.page === "2" ? second : page(1, 2) }),
      async ({ url, seen }) => {
        await using firm = openFirm({ token: "t", baseUrl: url });
        await assert.rejects(firm.companies.list({ limit: 1 }).toArray(), (error) => {
          assert.ok(error instanceof ContractError && error.retriable);
          assert.match(error.message, /a changé pendant sa lecture/);
          return true;
        });
        assert.deepEqual(seen.map(({ query }) => query), [
          { per_page: "1", page: "1" },
          { per_page: "1", page: "2" },
        ]);
      },
    );
  }
});

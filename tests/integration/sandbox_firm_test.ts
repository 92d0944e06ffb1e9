import assert from "node:assert/strict";
import { FIRM, FIRM_COMPANIES, getFirm } from "./_firm_api.ts";
import { COMPANIES, filterOf, type Served } from "./_sandbox_api.ts";
import { shareSandboxApi } from "./_sync_api.ts";

const served = shareSandboxApi("firm_api");
const [PHARMACY, AGENCY, BUILDER] = FIRM_COMPANIES;

function serveFirm(options: Parameters<Served["serve"]>[0] = {}) {
  return served().serve({ firms: [FIRM], ...options });
}

Deno.test("serveSandboxApi() lists the companies of a firm by page numbers", async () => {
  await using api = await serveFirm();
  const { json } = await getFirm(api, "/companies?per_page=2&page=2");
  const { items, ...envelope } = json;
  assert.deepEqual(envelope, { total_pages: 2, current_page: 2, total_items: 3, per_page: 2 });
  assert.deepEqual(items.map(({ id, client_code }: Record<string, unknown>) => [id, client_code]), [
    [AGENCY, "CLI0002"],
  ]);
  const filter = filterOf(["client_code", "in", ["CLI0001", "CLI0003"]]);
  const { json: some } = await getFirm(api, `/companies?${filter}`);
  assert.deepEqual(some.items.map(({ id }: { id: number }) => id), [PHARMACY, BUILDER]);
  assert.deepEqual((await getFirm(api, "/companies?page=9")).json.items, []);
  for (const wrong of ["per_page=1001", "per_page=0", "page=0", "page=un"]) {
    assert.equal((await getFirm(api, `/companies?${wrong}`)).status, 400, wrong);
  }
});

Deno.test("serveSandboxApi() opens to a firm token only its companies and scopes", async () => {
  const few = { token: "few", companyIds: [COMPANIES[0]], scopes: ["companies:readonly"] };
  await using api = await serveFirm({ firms: [FIRM, few] });
  const { json } = await getFirm(api, "/companies", "few");
  assert.deepEqual(json.items.map(({ id }: { id: number }) => id), [PHARMACY]);
  assert.equal((await getFirm(api, `/companies/${AGENCY}`, "few")).status, 404);
  const refused = await getFirm(api, `/companies/${PHARMACY}/customers`, "few");
  assert.deepEqual(refused.json, {
    error: 'Access to this resource requires scope "customers:readonly".',
    status: 403,
  });
  assert.equal((await getFirm(api, "/companies", "token-0")).status, 401, "a company's token");
  const mixed = await fetch(`${api.baseUrl}/me`, { headers: { authorization: "Bearer few" } });
  assert.equal(mixed.status, 401, "a firm's token at the company API");
  await mixed.body?.cancel();
  assert.equal((await getFirm(api, "/me")).status, 404);
});

Deno.test("serveSandboxApi() takes a company from a firm", async () => {
  await using api = await serveFirm({
    faults: [{ kind: "lost_company", companyId: COMPANIES[1] }],
  });
  const { json } = await getFirm(api, "/companies");
  assert.deepEqual(json.items.map(({ id }: { id: number }) => id), [PHARMACY, BUILDER]);
  assert.equal((await getFirm(api, `/companies/${AGENCY}/journals`)).status, 404);
  assert.equal((await getFirm(api, `/companies/${PHARMACY}/journals`)).status, 200);
});

Deno.test("serveSandboxApi() shows entries of closed years to who asks for dates alone", async () => {
  await using api = await serveFirm();
  const years = await getFirm(api, `/companies/${BUILDER}/fiscal_years`);
  const open = years.json.items.filter(({ status }: { status: string }) => status === "open")
    .map(({ start }: { start: string }) => start).toSorted()[0];
  const path = `/companies/${BUILDER}/ledger_entries?limit=100&sort=date`;
  const plain = (await getFirm(api, path)).json.items;
  assert.ok(plain[0].date >= open, plain[0].date);
  const dated = await getFirm(api, `${path}&${filterOf(["date", "gteq", "1900-01-01"])}`);
  assert.ok(dated.json.items[0].date < open, dated.json.items[0].date);
  const { id } = dated.json.items[0];
  assert.equal((await getFirm(api, `/companies/${BUILDER}/ledger_entries/${id}`)).status, 200);
  const byId = await getFirm(api, `${path}&${filterOf(["id", "in", [id]])}`);
  assert.deepEqual(byId.json.items, []);
});

Deno.test("serveSandboxApi() counts the requests of a firm over all its companies", async () => {
  await using api = await serveFirm({ limit: { requests: 2, windowSeconds: 5 } });
  const statuses = [];
  for (const company of FIRM_COMPANIES) {
    statuses.push((await getFirm(api, `/companies/${company}/journals`)).status);
  }
  assert.deepEqual(statuses, [200, 200, 429]);
});

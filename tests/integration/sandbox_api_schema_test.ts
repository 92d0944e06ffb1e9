import assert from "node:assert/strict";
import { FEEDS } from "../../lib/sandbox/api/changelog.ts";
import { RESOURCES, TYPED_CUSTOMERS } from "../../lib/sandbox/api/resources/mod.ts";
import type { ListResource } from "../../lib/sandbox/api/types.ts";
import { OpenApi, readReference } from "./_openapi.ts";
import { type Served, withSandboxApi } from "./_sandbox_api.ts";

const SPEC = readReference("openapi_company_v2.json");
const FACTS = readReference("pennylane_api_resources.json");
const ROOT = "/api/external/v2";
if (SPEC === null || FACTS === null) {
  console.warn(
    "\n%cNOT CHECKED: ../shared/reference is missing, so the sandbox API was NOT validated against the published schemas.\n",
    "color: red; font-weight: bold",
  );
}

Deno.test({
  name: "serveSandboxApi() answers every endpoint as the published schemas say",
  ignore: SPEC === null, // The reference of the API is not part of the clone.
  fn: () =>
    withSandboxApi("schema", async (served) => {
      const openApi = new OpenApi(SPEC);
      const problems: string[] = [];
      for (const token of [0, 1, 2]) {
        problems.push(...await checkLists(served, openApi, token));
        problems.push(...await checkOthers(served, openApi, token));
      }
      assert.deepEqual([...new Set(problems)], []);
      for (const route of documentedGets()) assert.ok(openApi.checked.has(`get ${route}`), route);
    }),
});

/** GETs of the facts file, but for single rows that the books have none of. */
function documentedGets(): string[] {
  const none = new Set(["/products/{id}", "/quotes/{id}"]);
  // deno-lint-ignore no-explicit-any
  const entries = Object.entries<any>(FACTS).filter(([name]) => !/^(firm|_)/.test(name));
  const paths = entries.filter(([, one]) => one.method === "GET").flatMap(([, one]) => [
    one.path.replace(ROOT, ""),
    ...(one.retrieve ? [one.retrieve] : []),
  ]);
  return [...new Set(paths.map((path) => path.replace(/\{\w+\}/g, "{id}")))]
    .filter((path) => !none.has(path));
}

async function checkLists(served: Served, openApi: OpenApi, token: number): Promise<string[]> {
  const problems: string[] = [];
  const idsOf = new Map<string, number[]>();
  for (const resource of RESOURCES.filter((one) => !one.parent)) {
    const items: number[] = [];
    for (const sort of resource.sortable === false ? [""] : ["sort=id&", "sort=-id&"]) {
      const answer = await served.get(`${resource.path}?${sort}limit=${resource.maxLimit}`, token);
      problems.push(...openApi.problems("get", resource.path, answer));
      items.push(...answer.json.items.map((item: { id: number }) => item.id));
    }
    idsOf.set(resource.path, items);
    if (!resource.model) continue;
    for (const id of [...items.slice(0, 4), ...items.slice(-2)]) {
      const answer = await served.get(`${resource.path}/${id}`, token);
      problems.push(...openApi.problems("get", `${resource.path}/{id}`, answer));
    }
  }
  for (const resource of RESOURCES.filter((one) => one.parent)) {
    const ids = idsOf.get(resource.parent!)!;
    for (const id of [...ids.slice(0, 5), ...ids.slice(-5)]) {
      const answer = await served.get(resource.path.replace("{id}", String(id)), token);
      problems.push(...openApi.problems("get", resource.path, answer));
    }
  }
  return problems;
}

async function checkOthers(served: Served, openApi: OpenApi, token: number): Promise<string[]> {
  const problems: string[] = [];
  const check = async (template: string, path = template) =>
    problems.push(...openApi.problems("get", template, await served.get(path, token)));
  await check("/me");
  await check("/trial_balance", "/trial_balance?period_start=2026-01-01&period_end=2026-10-31");
  await check("/customer_invoices", "/customer_invoices?include=invoice_lines&limit=100");
  for (const feed of FEEDS) {
    await check(`/changelogs/${feed.name}`, `/changelogs/${feed.name}?limit=1000`);
  }
  for (const resource of TYPED_CUSTOMERS) {
    const type = resource.path.slice(1, -"_customers".length);
    const filter = JSON.stringify([{ field: "customer_type", operator: "eq", value: type }]);
    const list = await served.get(`/customers?filter=${encodeURIComponent(filter)}`, token);
    for (const { id } of list.json.items.slice(0, 3)) {
      await check(`${resource.path}/{id}`, `${resource.path}/${id}`);
    }
  }
  for (const kind of ["fecs", "general_ledgers", "analytical_general_ledgers"]) {
    const body = { period_start: "2026-01-01", period_end: "2026-12-31" };
    const made = await served.post(`/exports/${kind}`, body, token);
    problems.push(...openApi.problems("post", `/exports/${kind}`, made));
    for (const _ of [1, 2]) {
      await check(`/exports/${kind}/{id}`, `/exports/${kind}/${made.json.id}`);
    }
  }
  return problems;
}

Deno.test({
  name: "serveSandboxApi() refuses in the documented shapes",
  ignore: SPEC === null, // The reference of the API is not part of the clone.
  fn: () =>
    withSandboxApi("refusals", async ({ get, serve }) => {
      const openApi = new OpenApi(SPEC);
      const cases: [string, string, string | number][] = [
        ["/customers", "/customers?limit=101", 0],
        ["/customers", "/customers?limit=0", 0],
        ["/customers", "/customers?filter=%7B%7D", 0],
        ["/customers", "/customers?cursor=abc", 0],
        ["/customers", "/customers?sort=name", 0],
        ["/customers", "/customers", "wrong"],
        ["/customers/{id}", "/customers/1", 0],
        ["/trial_balance", "/trial_balance?period_start=2026-01-01", 0],
        ["/changelogs/customers", "/changelogs/customers?start_date=2020-01-01T00:00:00Z", 0],
        ["/changelogs/customers", "/changelogs/customers?start_date=hier", 0],
      ];
      for (const [template, path, token] of cases) {
        const answer = await get(path, token);
        assert.ok(answer.status >= 400, path);
        assert.deepEqual(openApi.problems("get", template, answer), [], path);
      }
      await using bare = await serve({ tokens: [{ token: "t", companyId: 21847061, scopes: [] }] });
      const answer = await fetch(`${bare.baseUrl}/customers`, {
        headers: { authorization: "Bearer t" },
      });
      const json = await answer.json();
      assert.deepEqual(openApi.problems("get", "/customers", { status: answer.status, json }), []);
    }),
});

Deno.test({
  name: "RESOURCES have the filters, sorts, limits and null keys of the facts",
  ignore: FACTS === null, // The reference of the API is not part of the clone.
  fn: () => {
    // deno-lint-ignore no-explicit-any
    for (const [name, fact] of Object.entries<any>(FACTS)) {
      if (/^(firm|_|changelogs)/.test(name) || !fact.is_list || name === "trial_balance") continue;
      const path = fact.path.replace(ROOT, "").replace(/\{\w+\}/g, "{id}");
      const resource: ListResource | undefined = RESOURCES.find((one) => one.path === path);
      assert.ok(resource, path);
      const filters = Object.entries(resource.filters ?? {}).map(([field, { operators }]) =>
        [field, [...operators].sort()] as const
      );
      const expected = Object.entries<string[]>(fact.filterable).map(([field, operators]) =>
        [field, [...operators].sort()] as const
      );
      assert.deepEqual(Object.fromEntries(filters), Object.fromEntries(expected), path);
      const sorts = resource.sortable === false ? [] : Object.keys(resource.sorts).sort();
      assert.deepEqual(sorts, [...fact.sortable].sort(), path);
      assert.equal(resource.maxLimit, fact.max_limit, path);
      assert.equal(resource.nullKeys ?? false, "envelope_extra_null_keys" in fact, path);
      assert.deepEqual([...resource.scopes].sort(), [...fact.scope].sort(), path);
      assert.equal(resource.model !== undefined, "retrieve" in fact, path);
    }
  },
});

import assert from "node:assert/strict";
import { FIRM_FEEDS } from "../../lib/sandbox/api/firm/firm_routes.ts";
import { FIRM_RESOURCES } from "../../lib/sandbox/api/firm/resources.ts";
import type { SandboxApi } from "../../lib/sandbox/api/mod.ts";
import { FIRM, FIRM_COMPANIES, getFirm, postFirm } from "./_firm_api.ts";
import { OpenApi, readReference } from "./_openapi.ts";
import { type Served, withSandboxApi } from "./_sandbox_api.ts";

const ROOT = "/api/external/firm/v1";
const SPEC = readReference("openapi_firm_v1.json");
const FACTS = readReference("pennylane_api_resources.json");
if (SPEC === null || FACTS === null) {
  console.warn(
    "\n%cNOT CHECKED: ../shared/reference is missing, so the Firm API of the sandbox was NOT validated against the published schemas.\n",
    "color: red; font-weight: bold",
  );
}

function withFirm(name: string, test: (api: SandboxApi, served: Served) => Promise<void>) {
  return withSandboxApi(name, async (served) => {
    await using api = await served.serve({ firms: [FIRM] });
    await test(api, served);
  });
}

Deno.test({
  name: "serveSandboxApi() answers every endpoint of the Firm API as the published schemas say",
  ignore: SPEC === null, // The reference of the API is not part of the clone.
  fn: () =>
    withFirm("firm_schema", async (api) => {
      const openApi = new OpenApi(SPEC, ROOT);
      const problems: string[] = [];
      for (const company of FIRM_COMPANIES) {
        const check = checker(api, { openApi, company, problems });
        await checkLists(api, company, check);
        await checkOthers(company, check);
        await checkExports(api, { openApi, company, check });
      }
      assert.deepEqual([...new Set(problems)], []);
      for (const path of Object.keys(SPEC.paths)) {
        const template = path.replace(ROOT, "").replace(/\{\w+\}/g, "{id}");
        for (const method of Object.keys(SPEC.paths[path])) {
          assert.ok(openApi.checked.has(`${method} ${template}`), `${method} ${path}`);
        }
      }
    }),
});

/** Asks for a path under the company and notes what is wrong with the answer. */
type Check = (template: string, path?: string) => Promise<Record<string, unknown>[]>;

function checker(
  api: SandboxApi,
  { openApi, company, problems }: {
    readonly openApi: OpenApi;
    readonly company: number;
    readonly problems: string[];
  },
): Check {
  return async (template, path = template) => {
    const of = template.startsWith("/companies") ? "" : `/companies/${company}`;
    const answer = await getFirm(api, of + path);
    const known = template.startsWith("/companies") ? template : `/companies/{id}${template}`;
    problems.push(...openApi.problems("get", known, answer));
    return answer.json.items ?? [];
  };
}

async function checkLists(api: SandboxApi, company: number, check: Check): Promise<void> {
  const idsOf = new Map<string, unknown[]>();
  for (const { path, model, maxLimit, parent } of FIRM_RESOURCES) {
    if (parent) continue;
    const items = await check(path, `${path}?limit=${maxLimit}`);
    idsOf.set(path, items.map(({ id }) => id));
    assert.ok(items.length > 0 || company !== FIRM_COMPANIES[0], path);
    for (const { id } of model ? items.slice(0, 5) : []) {
      await check(`${path}/{id}`, `${path}/${id}`);
    }
  }
  for (const { path, parent } of FIRM_RESOURCES) {
    const ids = parent ? idsOf.get(parent)! : [];
    for (const id of ids.slice(0, 10)) await check(path, path.replace("{id}", String(id)));
  }
  const [first] = (await getFirm(api, `/companies/${company}/customers`)).json.items;
  assert.equal((await getFirm(api, `/companies/${company}/customers/${first.id}`)).status, 404);
}

async function checkOthers(company: number, check: Check): Promise<void> {
  await check("/companies");
  await check("/companies/{id}", `/companies/${company}`);
  await check("/fiscal_years");
  await check("/trial_balance", "/trial_balance?period_start=2026-01-01&period_end=2026-10-31");
  for (const { name } of FIRM_FEEDS) await check(`/changelogs/${name}`);
}

async function checkExports(
  api: SandboxApi,
  { openApi, company, check }: {
    readonly openApi: OpenApi;
    readonly company: number;
    readonly check: Check;
  },
): Promise<void> {
  for (const kind of ["fecs", "analytical_general_ledgers"]) {
    const body = { period_start: "2026-01-01", period_end: "2026-12-31" };
    const made = await postFirm(api, `/companies/${company}/exports/${kind}`, body);
    assert.deepEqual(openApi.problems("post", `/companies/{id}/exports/${kind}`, made), []);
    for (const _ of [1, 2]) {
      await check(`/exports/${kind}/{id}`, `/exports/${kind}/${made.json.id}`);
    }
  }
}

Deno.test({
  name: "FIRM_RESOURCES have the filters, sorts, limits and scopes of the facts",
  ignore: FACTS === null, // The reference of the API is not part of the clone.
  fn: () => {
    // deno-lint-ignore no-explicit-any
    for (const [name, fact] of Object.entries<any>(FACTS)) {
      if (!/^firm_(?!changelogs)/.test(name) || fact.pagination !== "cursor") continue;
      const path = fact.path.replace(ROOT, "").replace("/companies/{company_id}", "")
        .replace(/\{\w+\}/g, "{id}");
      const resource = FIRM_RESOURCES.find((one) => one.path === path);
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
      assert.deepEqual([...resource.scopes].sort(), [...fact.scope].sort(), path);
    }
  },
});

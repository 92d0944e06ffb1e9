import assert from "node:assert/strict";
import { UsageError } from "../../lib/base/mod.ts";
import {
  ALL_READ_SCOPES,
  COMPANY_ID_OFFSET,
  prepareSandboxApi,
} from "../../lib/sandbox/api/mod.ts";
import { loadSandbox } from "../../lib/sandbox/mod.ts";
import { COMPANIES, DATE, DrivenClock, getFrom, NOON, withSandboxApi } from "./_sandbox_api.ts";
import { withDatabase } from "./_server.ts";

Deno.test("serveSandboxApi() answers 401, 403 and 404 in words of the API", async () => {
  await withSandboxApi("access", async ({ get, post, serve }) => {
    for (const token of ["", "wrong"]) {
      const answer = await get("/customers", token);
      assert.equal(answer.status, 401);
      assert.deepEqual(answer.json, { error: "The access token is invalid", status: 401 });
    }
    const [customer] = (await get("/customers?limit=1", 1)).json.items;
    assert.deepEqual((await get(`/customers/${customer.id}`, 0)).json, {
      status: 404,
      error: `Couldn't find Customer with 'id'=${customer.id}`,
    });
    assert.equal((await get(`/customers/${customer.id}`, 1)).status, 200);
    const unknown = [
      "/nothing",
      "/vat_declarations",
      "/exports/fec",
      "/fiscal_years/1",
      "/customers/",
    ];
    for (const path of unknown) {
      assert.deepEqual((await get(path)).json, { error: "Not Found", status: 404 }, path);
    }
    const line = await get("/ledger_entry_lines/abc");
    assert.equal(line.json.error, "Couldn't find LedgerEntryLine with 'id'=abc");
    assert.equal((await get("/ledger_entries/7/ledger_entry_lines")).status, 404);
    assert.equal((await post("/exports/fec", {})).status, 404);

    const scopes = ["suppliers:all", "ledger_entries:readonly"];
    const tokens = [{ token: "t", companyId: COMPANIES[0], scopes }];
    await using api = await serve({ tokens });
    const at = (path: string) => getFrom(api, path, "t");
    for (const path of ["/suppliers", "/ledger_entry_lines", "/changelogs/suppliers", "/me"]) {
      assert.equal((await at(path)).status, 200, path);
    }
    const refused: [string, string][] = [
      ["/customers", "customers:readonly"],
      ["/changelogs/customers", "customers:readonly"],
      ["/trial_balance", "trial_balance:readonly"],
      ["/exports/fecs/1", "exports:fec"],
    ];
    for (const [path, scope] of refused) {
      assert.deepEqual((await at(path)).json, {
        error: `Access to this resource requires scope "${scope}".`,
        status: 403,
      });
    }
    assert.deepEqual((await at("/me")).json.scopes, scopes);
  });
});

Deno.test("serveSandboxApi() tells each token its company, one under another id", async () => {
  await withSandboxApi("me", async ({ get, db, serve }) => {
    for (const [token, companyId] of COMPANIES.entries()) {
      const row = await db.one<{ name: string; reg_no: string }>(
        "SELECT name, registration_number AS reg_no FROM pennylane.companies WHERE id = $1",
        [companyId],
      );
      const { json } = await get("/me", token);
      const id = token === 1 ? companyId + COMPANY_ID_OFFSET : companyId;
      assert.deepEqual(json.company, { id, ...row, accounting_logic: "FR_PCG" });
      assert.deepEqual(json.scopes, ALL_READ_SCOPES);
    }
    await assert.rejects(
      serve({ tokens: [{ token: "t", companyId: 1, scopes: [] }] }),
      (error: unknown) => error instanceof UsageError && error.message.includes("« 1 »"),
    );
  });
});

Deno.test("serveSandboxApi() limits each token in windows aligned on the clock", async () => {
  await withSandboxApi("rate", async ({ serve }) => {
    const clock = new DrivenClock();
    clock.advance(3.2);
    await using api = await serve({ clock, limit: { requests: 25, windowSeconds: 5 } });
    const headers = (answer: { headers: Headers }) =>
      ["limit", "remaining", "reset"].map((name) =>
        Number(answer.headers.get(`ratelimit-${name}`))
      );
    const reset = NOON.getTime() / 1000 + 5;
    for (let remaining = 24; remaining >= 0; remaining--) {
      const answer = await getFrom(api, "/me");
      assert.equal(answer.status, 200);
      assert.deepEqual(headers(answer), [25, remaining, reset]);
    }
    const over = await getFrom(api, "/me");
    assert.equal(over.status, 429);
    assert.equal(over.text, "Rate limit exceeded. Please retry in 2 seconds.");
    assert.equal(over.headers.get("retry-after"), "2");
    assert.match(over.headers.get("content-type")!, /^text\/plain/);
    assert.deepEqual(headers(over), [25, 0, reset]);

    const other = await getFrom(api, "/me", 1);
    assert.deepEqual([other.status, ...headers(other)], [200, 25, 24, reset]);
    const stranger = await getFrom(api, "/nothing", "wrong");
    assert.deepEqual([stranger.status, ...headers(stranger)], [401, 25, 24, reset]);

    clock.advance(1.7);
    assert.equal((await getFrom(api, "/me")).status, 429);
    clock.advance(0.1);
    const next = await getFrom(api, "/nothing");
    assert.deepEqual([next.status, ...headers(next)], [404, 25, 24, reset + 5]);
  });
});

Deno.test("serveSandboxApi() stops listening when it is closed", async () => {
  await withSandboxApi("close", async ({ serve }) => {
    const api = await serve({});
    assert.match(api.baseUrl, /^http:\/\/127\.0\.0\.1:\d+\/api\/external\/v2$/);
    assert.equal((await getFrom(api, "/me")).status, 200);
    await api.close();
    await api.close();
    await assert.rejects(getFrom(api, "/me"), TypeError);
  });
});

Deno.test("prepareSandboxApi() makes its tables once for the same books, anew for others", async () => {
  await withDatabase("api_prepare", async ({ db }) => {
    await assert.rejects(prepareSandboxApi(db), UsageError);
    const oid = async () =>
      (await db.one<{ oid: string }>("SELECT 'sandbox_api.customers'::regclass::oid AS oid")).oid;
    const total = async () =>
      (await db.one<{ sum: string }>("SELECT sum(debit) FROM sandbox_api.ledger_entry_lines")).sum;
    await loadSandbox(db, { seed: 1, date: DATE, companies: 1 });
    await Promise.all([prepareSandboxApi(db), prepareSandboxApi(db)]);
    const [first, before] = [await oid(), await total()];
    await prepareSandboxApi(db);
    assert.equal(await oid(), first);
    await loadSandbox(db, { seed: 2, date: DATE, companies: 1 });
    await prepareSandboxApi(db);
    assert.notEqual(await oid(), first);
    assert.notEqual(await total(), before);
  });
});

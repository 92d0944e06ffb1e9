import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Database } from "../../lib/connectors/postgres/mod.ts";
import { DOMAIN_NAMES } from "../../lib/domains/mod.ts";
import type { SandboxToken } from "../../lib/sandbox/api/mod.ts";
import type { Ended } from "./_clone.ts";
import { AGENCY, AGENCY_IN_API, BUILDER, checkTable, type Mode, PHARMACY } from "./_modes.ts";
import { openRealMode, type RealMode } from "./_real_mode.ts";

const BOTH: Mode = { sources: ["data_sharing", "api"], agency: AGENCY };

let real: RealMode;
let warehouse: Database;
let first: Ended;

Deno.test.beforeAll(async () => {
  real = await openRealMode();
  first = await real.user.command("run_all", [], { ...real.dataSharing, ...real.apiSettings() });
  warehouse = await real.user.open("pennylane_db");
});

Deno.test.afterAll(async () => {
  await warehouse?.close();
  await real?.[Symbol.asyncDispose]();
});

Deno.test("run-all ends well with Data Sharing and the API of Pennylane", async () => {
  assert.equal(first.status, 0, first.stderr + first.stdout);
  assert.equal(first.stderr, "");
  assert.match(first.stdout, /\[SYNC\] Succès: 12\/12 \| Ignorés: 0 \| Erreurs: 0/);
  const { setting, notebooks } = await real.user.record();
  assert.equal(setting?.mode, "réel");
  assert.deepEqual(notebooks.filter(({ status }) => status !== "ok"), []);
});

for (const table of DOMAIN_NAMES) {
  Deno.test(`run-all publishes ${table} of both real sources as the books have it`, () =>
    checkTable({ books: real.books, warehouse }, table, BOTH));
}

Deno.test("run-all fills another base from the API of Pennylane alone", async () => {
  const tables = ["fiscal_years", "customer_invoices", "bank_accounts", "trial_balance"];
  const { status, stdout, stderr } = await real.user.command(
    "run_all",
    ["--only", [...tables, "vat_declarations"].join(",")],
    { ...real.apiSettings(), POSTGRES_DB: "api_seule" },
  );
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /Succès: 4\/5 \| Ignorés: 1 \| Erreurs: 0/);
  await using alone = await real.user.open("api_seule");
  const mode: Mode = { sources: ["api"], agency: AGENCY_IN_API };
  for (const table of [...tables, "vat_declarations"]) {
    await checkTable({ books: real.books, warehouse: alone }, table, mode);
  }
});

/** A short run with both sources, or with other settings. */
async function shortRun(settings: Record<string, string> = {}): Promise<Ended> {
  const ended = await real.user.command("run_all", ["--only", "customers"], {
    ...real.dataSharing,
    ...real.apiSettings(),
    ...settings,
  });
  told.push(ended);
  return ended;
}

/** All that was written to the console. */
const told: Ended[] = [];

/** Only the API. */
const WITHOUT_DATA_SHARING = { PENNYLANE_DATA_SHARING_KEY: "", REDSHIFT_USER: "" };

/** Name in the API of the customers of a company, as published. */
async function customersOf(companyId: string): Promise<(string | null)[]> {
  const sql = "SELECT name FROM pennylane.customers WHERE company_id = $1 ORDER BY id";
  return (await warehouse.rows(sql, [companyId])).map(([name]) => name!);
}

/** Changes the names of all customers in the API, and tells it in the feed within the last second before noon. */
function rename(): Promise<unknown> {
  return real.books.execute(`UPDATE sandbox_api.customers SET name = name || '~';
    INSERT INTO sandbox_api.events (feed, company_id, id, operation, processed_at, updated_at, created_at)
    SELECT 'customers', company_id, id, 'update', day - random() * interval '1 second', day, day
      FROM sandbox_api.customers, (VALUES (timestamp '2026-10-31 12:00')) t (day)`);
}

Deno.test("run-all names a revoked token, keeps its rows and updates the other companies", async () => {
  const [old, other] = [await customersOf(BUILDER), await customersOf(PHARMACY)];
  await rename();
  await real.serve({ tokens: real.tokens.slice(0, 2) });
  const { status, stdout, stderr } = await shortRun();
  assert.equal(status, 1, stdout + stderr);
  assert.match(
    stdout,
    /le jeton n°.3 \(« Charpentes Roussel »\) est refusé \(401\), erroné, expiré ou révoqué ; créez/,
  );
  assert.deepEqual(await customersOf(BUILDER), old);
  assert.deepEqual(await customersOf(PHARMACY), other.map((name) => `${name}~`));
});

Deno.test("run-all ends with status 2 and one message when every token is refused and there is no other source", async () => {
  await real.serve({ tokens: [{ ...real.tokens[0]!, token: "autre" }] });
  const { status, stdout, stderr } = await shortRun(WITHOUT_DATA_SHARING);
  assert.equal(status, 2, stdout + stderr);
  assert.match(stderr, /les jetons n°.1, n°.2 et n°.3 \(.*\) sont refusés \(401\)/);
  assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
  const both = await shortRun();
  assert.equal(both.status, 1, both.stdout + both.stderr);
  assert.match(both.stdout, /mise à jour refusée pour 3.sociétés/);
});

Deno.test("run-all does not believe a token that shows another company than before", async () => {
  const old = await customersOf(BUILDER);
  const [pharmacy, agency, builder] = real.tokens.map(({ companyId }) => companyId) as [
    ...[number, number, number],
  ];
  await real.serve({
    tokens: [pharmacy, builder, agency].map((companyId, i) => ({ ...real.tokens[i]!, companyId })),
  });
  const { status, stdout, stderr } = await shortRun();
  assert.equal(status, 1, stdout + stderr);
  assert.match(
    stdout,
    /« Charpentes Roussel » : le jeton n°.3, qui était le sien, montre maintenant « Agence Belle Rive » ;/,
  );
  assert.deepEqual(await customersOf(BUILDER), old);
  assert.notDeepEqual(await customersOf(AGENCY), old);
});

Deno.test("run-all names a missing scope, and a token too many", async () => {
  const [first, second, third] = real.tokens as [SandboxToken, SandboxToken, SandboxToken];
  const old = await customersOf(PHARMACY);
  await rename();
  const scopes = first.scopes.filter((scope) => scope !== "customers:readonly");
  await real.serve({
    tokens: [{ ...first, scopes }, second, third, { ...second, token: "sandbox-21847174-bis" }],
  });
  const texts = [...real.tokens.map(({ token }) => token), "sandbox-21847174-bis"];
  const { status, stdout, stderr } = await shortRun(real.apiSettings(texts));
  assert.equal(status, 1, stdout + stderr);
  assert.match(stdout, /customers:readonly/);
  assert.match(
    stdout,
    /Les jetons n°.2 et n°.4 sont de la même société « Agence Belle Rive » : retirez-en un/,
  );
  assert.match(stdout, /Erreurs: 1/);
  assert.deepEqual(await customersOf(PHARMACY), old);
});

Deno.test("run-all refuses a company that it knows by its name alone", async () => {
  await real.serve({ faults: [{ kind: "no_reg_no" }] });
  const { status, stdout, stderr } = await shortRun({ POSTGRES_DB: "autre_base" });
  assert.equal(status, 1, stdout + stderr);
  assert.match(stdout, /« Agence Belle Rive » .*aucun SIREN pour le confirmer/);
  await using other = await real.user.open("autre_base");
  assert.deepEqual(
    await other.rows(
      "SELECT company_id, source FROM penny.sources_in_force WHERE domain = 'customers' ORDER BY 1",
    ),
    [[PHARMACY, "api"], [AGENCY, "data_sharing"], [BUILDER, "api"]],
  );
});

Deno.test("run-all ends with status 2 when HTML answers at the address of the API", async () => {
  await real.serve({ faults: [{ kind: "html" }] });
  const { status, stdout, stderr } = await shortRun();
  assert.equal(status, 2, stdout + stderr);
  assert.match(stderr, /PENNYLANE_API_BASE_URL/);
  assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
});

Deno.test("run-all ends with status 2 when the proxy asks for a password", async () => {
  const proxy = createServer((_, response) => response.writeHead(407).end());
  proxy.on("connect", (_, socket) => {
    socket.end("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
  });
  await new Promise<void>((ready) => proxy.listen(0, "127.0.0.1", ready));
  try {
    const { port } = proxy.address() as AddressInfo;
    const { status, stdout, stderr } = await shortRun({
      PENNYLANE_API_BASE_URL: "",
      HTTPS_PROXY: `http://lea:motdepasse@127.0.0.1:${port}`,
    });
    assert.equal(status, 2, stdout + stderr);
    assert.match(stderr, /le proxy refuse la connexion \(407\)/);
    assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
    assert.doesNotMatch(stdout + stderr, /motdepasse/);
  } finally {
    await new Promise((closed) => proxy.close(closed));
  }
});

Deno.test("run-all names every wrong setting of the API at once", async () => {
  const { status, stdout, stderr } = await shortRun({
    PENNY_SOURCES: "clients=api,customers=ods",
    PENNYLANE_RATE_LIMIT: "beaucoup",
  });
  assert.equal(status, 2, stdout + stderr);
  assert.match(stderr, /PENNY_SOURCES/);
  assert.match(stderr, /PENNYLANE_RATE_LIMIT/);
  const unknown = await shortRun({ PENNY_SOURCES: "customer=api,vat_declarations=api" });
  assert.equal(unknown.status, 2, unknown.stdout + unknown.stderr);
  assert.match(unknown.stderr, /« customer » : .* essayez « customers » .*\(PENNY_SOURCES\)/);
  assert.match(unknown.stderr, /« vat_declarations » : .*seul Data Sharing les a ; retirez/);
});

Deno.test("run-all writes no token anywhere", async () => {
  const texts = new Map(told.map(({ stdout, stderr }, i) => [`run ${i}`, stdout + stderr]));
  for (const file of await real.user.outputFiles()) texts.set(file, await Deno.readTextFile(file));
  assert.ok(texts.size > 20);
  for (const [where, text] of texts) assert.doesNotMatch(text, /sandbox-\d{8}/, where);
});

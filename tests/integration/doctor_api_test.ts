import assert from "node:assert/strict";
import { sha256, systemClock } from "../../lib/base/mod.ts";
import type { Config } from "../../lib/config/mod.ts";
import { readRights } from "../../lib/doctor/read_rights.ts";
import { ALL_READ_SCOPES, type SandboxApiOptions } from "../../lib/sandbox/api/mod.ts";
import { openWarehouse } from "../../lib/warehouse/mod.ts";
import { diagnose, freePort, SECRET, withApi, withClosedProxy } from "./_doctor.ts";
import { page, type SeenRequest, type StubAnswer, withStub } from "./_pennylane_stub.ts";
import { COMPANIES, DrivenClock, type Served, withSandboxApi } from "./_sandbox_api.ts";
import { testServer, withDatabase } from "./_server.ts";

/** The settings of a warehouse, and an API whose windows follow the machine's clock. */
interface Scene {
  readonly config: Config;
  serve(options?: Partial<SandboxApiOptions>): ReturnType<Served["serve"]>;
}

function withScene(name: string, test: (scene: Scene) => Promise<void>): Promise<void> {
  return withSandboxApi(
    name,
    ({ serve }) =>
      withDatabase(`${name}_base`, ({ config }) =>
        test({
          config,
          serve: (options = {}) => serve({ limitClock: systemClock, ...options }),
        })),
  );
}

/** A token for each company, with the scopes given. */
function tokensWith(...scopes: (readonly string[])[]) {
  return scopes.map((own, i) => ({ token: `token-${i}`, companyId: COMPANIES[i]!, scopes: own }));
}

Deno.test("readRights() names the scopes that Penny reads with, in the order of use", () => {
  const rights = readRights();
  assert.equal(rights[0]!.scope, "fiscal_years:readonly");
  assert.ok(rights.every(({ scope }) => ALL_READ_SCOPES.includes(scope)), Deno.inspect(rights));
  const ledger = rights.find(({ scope }) => scope === "ledger_entries:readonly")!;
  assert.deepEqual(ledger.needs, ["general_ledger", "analytical_ledger"]);
  assert.deepEqual(ledger.resources, ["ledgerEntryLines", "ledgerEntries"]);
});

Deno.test("runDoctor() names each missing scope, and the tables that it costs", async () => {
  await withScene("doctor_scopes", async ({ config, serve }) => {
    {
      await using api = await serve();
      const all = await diagnose(withApi(config, api.baseUrl));
      assert.deepEqual([all.errors, all.status], [[], 0], all.text);
      assert.match(
        all.text,
        /^\[OK\] Jeton n° 1 : Pharmacie des Tilleuls, SIREN \d{3} \d{3} \d{3}$/m,
      );
      assert.match(
        all.text,
        /^\[INFO\] Déclarations de TVA : ignoré : l'API Pennylane ne donne pas/m,
      );
    }
    for (const { scope, needs, completes } of readRights()) {
      const tokens = tokensWith(ALL_READ_SCOPES.filter((one) => one !== scope));
      await using api = await serve({ tokens });
      const found = await diagnose(withApi(config, api.baseUrl));
      assert.deepEqual([found.errors, found.status], [[`Droit ${scope}`], 1], found.text);
      const [fault] = found.of(`Droit ${scope}`);
      assert.match(fault!.detail!, /Jeton n° 1 \(Pharmacie des Tilleuls\) : absent du jeton/);
      assert.equal(/Tables qui manqueront/.test(fault!.detail!), needs.length > 0);
      assert.ok(needs.length + completes.length > 0);
      assert.match(fault!.remedy!, new RegExp(`en lecture \\(${scope}\\)`));
    }
  });
});

Deno.test("runDoctor() tells tokens apart: revoked, too many, without a right, without a SIREN", async () => {
  await withScene("doctor_tokens", async ({ config, serve }) => {
    const writing = ALL_READ_SCOPES.map((scope) =>
      scope.replace("customers:readonly", "customers:all")
    );
    await using api = await serve({
      tokens: [
        ...tokensWith(writing, ALL_READ_SCOPES.filter((scope) => scope !== "suppliers:readonly")),
        { token: "token-2", companyId: COMPANIES[0], scopes: ALL_READ_SCOPES },
      ],
    });
    const tokens = ["token-0", "token-1", "token-2", `${SECRET}-3`, "token-0"];
    const found = await diagnose(withApi(config, api.baseUrl, { tokens }));
    assert.deepEqual([found.errors, found.status], [
      ["Jeton n° 4", "Droit suppliers:readonly"],
      1,
    ], found.text);
    // The settings tell that the fifth is the first again.
    assert.equal(found.of("Jeton n°").length, 4);
    assert.match(found.of("Jeton n° 4")[0]!.remedy!, /offre Essentiel ou plus/);
    assert.match(found.of("Jetons n° 1, n° 3")[0]!.detail!, /seul le n° 1 sert/);
    assert.match(found.of("Droits d'écriture")[0]!.detail!, /\(n° 1\) peut modifier/);
    assert.match(found.of("Droit customers")[0]!.detail!, /accordé à 3\s+jetons/);
    assert.match(found.of("Fournisseurs")[0]!.detail!, /manquera pour 1\s+société/);
    api.setFaults([{ kind: "no_reg_no" }]);
    const bare = await diagnose(withApi(config, api.baseUrl));
    assert.match(bare.text, /^\[OK\] Jeton n° 1 : Pharmacie des Tilleuls, sans SIREN$/m);
  });
});

Deno.test("runDoctor() tells a token that is revoked midway, and answers of no use", async () => {
  await withScene("doctor_refused", async ({ config, serve }) => {
    await using api = await serve();
    api.setFaults([{ kind: "unauthorized", path: "/customers" }]);
    const ended = await diagnose(withApi(config, api.baseUrl));
    assert.deepEqual([ended.errors, ended.status], [["Jeton n° 1"], 2], ended.text);
    api.setFaults([{ kind: "wrong_type", path: "/suppliers", field: "name" }]);
    const broken = await diagnose(withApi(config, api.baseUrl));
    assert.deepEqual([broken.errors, broken.status], [["Lecture de suppliers"], 1], broken.text);
    api.setFaults([{ kind: "unauthorized" }]);
    const revoked = await diagnose(withApi(config, api.baseUrl));
    assert.deepEqual([revoked.errors, revoked.status], [["Jeton n° 1"], 2], revoked.text);
    assert.match(revoked.text, /^\[OK\] Réseau : 127\.0\.0\.1:\d+ répond/m);
  });
});

Deno.test("runDoctor() tells what stands in the way to the API", async () => {
  await withScene("doctor_way", async ({ config, serve }) => {
    await using api = await serve();
    const look = async (options = {}, limits = {}) => {
      const found = await diagnose(withApi(config, api.baseUrl, options), limits);
      assert.equal(found.status, 2, found.text);
      return found.errors;
    };
    api.setFaults([{ kind: "html" }]);
    assert.deepEqual(await look(), ["Adresse"]);
    api.setFaults([{ kind: "unavailable" }]);
    assert.deepEqual(await look(), ["Réseau"]);
    api.setFaults([{ kind: "slow", delayMs: 60_000 }]);
    assert.deepEqual(await look({}, { limitMs: 300 }), ["Réseau"]);
    api.setFaults([]);
    await withClosedProxy(async (proxy) => {
      assert.deepEqual(await look({ proxy }), ["Proxy"]);
    });
    api.setFaults([{ kind: "rate_limited" }]);
    assert.deepEqual(await look(), ["Jeton n° 1"]);
    const nowhere = withApi(config, `http://127.0.0.1:${freePort()}/api/external/v2`);
    const found = await diagnose(nowhere);
    assert.deepEqual([found.errors, found.status], [["Réseau"], 2], found.text);
    assert.match(found.of("Réseau")[0]!.detail!, /connexion refusée/);
  });
});

Deno.test("runDoctor() tells a token that shows another company than before", async () => {
  await withScene("doctor_moved", async ({ config, serve }) => {
    await using api = await serve();
    await using warehouse = await openWarehouse(config, { notify: () => {} });
    const hash = sha256(new TextEncoder().encode(`${api.baseUrl}\ntoken-0`));
    await warehouse.db.execute(
      "INSERT INTO penny.companies (company_id, name, api_id) VALUES (5, 'Boulangerie Ancienne', 5)",
    );
    await warehouse.db.execute(
      "INSERT INTO penny.api_tokens (token_hash, company_id, checked_at) VALUES ($1, 5, now())",
      [hash],
    );
    const moved = await diagnose(withApi(config, api.baseUrl));
    assert.deepEqual([moved.errors, moved.status], [["Jeton n° 1"], 1], moved.text);
    assert.match(moved.of("Jeton n° 1")[0]!.detail!, /jeton de « Boulangerie Ancienne »$/);
    api.setFaults([{ kind: "unauthorized" }]);
    const revoked = await diagnose(withApi(config, api.baseUrl));
    assert.deepEqual(revoked.errors, ["Jeton n° 1 (Boulangerie Ancienne)"], revoked.text);
  });
});

Deno.test("runDoctor() minds only what will come from the API", async () => {
  await withSandboxApi("doctor_both", async ({ db, serve }) => {
    const { database } = await db.one<{ database: string }>(
      "SELECT current_database() AS database",
    );
    const server = { ...await testServer(), database };
    await withDatabase("doctor_both_base", async ({ config }) => {
      const without = (scope: string) => ALL_READ_SCOPES.filter((one) => one !== scope);
      const look = async (scope: string, settings: Partial<Config> = {}) => {
        await using api = await serve({
          tokens: tokensWith(without(scope)),
          limitClock: systemClock,
        });
        const dataSharing = { kind: "redshift", server, sslMode: "disable" } as const;
        return await diagnose({ ...withApi(config, api.baseUrl), dataSharing, ...settings });
      };
      const ledger = await look("ledger_entries:readonly");
      assert.deepEqual([ledger.errors, ledger.status], [[], 0], ledger.text);
      assert.match(ledger.of("Droit ledger_entries")[0]!.detail!, /Sans effet/);
      assert.match(
        ledger.of("Clients")[0]!.detail!,
        /^API Pennylane \(1\s+société\) et Data Sharing \(2\s+sociétés\)$|^Data Sharing \(2\s+sociétés\) et API/,
      );
      const customers = await look("customers:readonly");
      assert.deepEqual(customers.errors, ["Droit customers:readonly"], customers.text);
      const chosen = await look("ledger_entries:readonly", {
        sourceChoice: { general_ledger: "api" },
      });
      assert.deepEqual(chosen.errors, ["Droit ledger_entries:readonly"], chosen.text);
      const other = await look("customers:readonly", { companies: ["Agence Belle Rive"] });
      assert.deepEqual([other.errors, other.status], [[], 0], other.text);
      const nobody = await look("journals", { companies: ["Inconnue"] });
      assert.deepEqual([nobody.errors, nobody.status], [["PENNY_SOCIETES"], 2], nobody.text);
    });
  });
});

Deno.test({
  name: "runDoctor() tells a certificate that nobody vouches for",
  ignore: Deno.build.os === "windows", // The certificate is made by openssl, which Windows does not have.
  fn: async () => {
    const folder = await Deno.makeTempDir();
    const [key, cert] = await selfSigned(folder);
    const server = Deno.serve(
      {
        hostname: "127.0.0.1",
        port: 0,
        key,
        cert,
        onListen: () => {},
        onError: () => new Response(),
      },
      () => Response.json({}),
    );
    try {
      await withDatabase("doctor_certificate", async ({ config }) => {
        const { port } = server.addr;
        const found = await diagnose(withApi(config, `https://localhost:${port}/api/external/v2`));
        assert.deepEqual([found.errors, found.status], [["Chiffrement (TLS)"], 2], found.text);
        assert.match(found.of("Chiffrement")[0]!.remedy!, /son certificat à ceux du système/);
      });
    } finally {
      await server.shutdown();
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** Key and certificate of localhost, made by openssl. */
async function selfSigned(folder: string): Promise<[key: string, cert: string]> {
  const files = [`${folder}/key.pem`, `${folder}/cert.pem`] as const;
  const { success } = await new Deno.Command("openssl", {
    args: [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
      ...["-keyout", files[0], "-out", files[1], "-days", "2", "-subj", "/CN=localhost"],
      ...["-addext", "subjectAltName=DNS:localhost"],
    ],
    stdout: "null",
    stderr: "null",
  }).output();
  assert.ok(success, "openssl made no certificate");
  return [await Deno.readTextFile(files[0]), await Deno.readTextFile(files[1])];
}

/** An API of ever so many companies, one a token, that announces all rights and refuses one. */
function crowd(request: SeenRequest): StubAnswer {
  const id = Number(/-(\d+)$/.exec(request.headers.authorization ?? "")?.[1]);
  const reset = String(Math.ceil((Date.now() + 1) / 5_000) * 5);
  const headers = {
    "ratelimit-limit": "25",
    "ratelimit-remaining": "20",
    "ratelimit-reset": reset,
  };
  if (request.path === "/customers") {
    const error = 'Access to this resource requires scope "customers:readonly".';
    return { status: 403, headers, body: { error, status: 403 } };
  }
  const company = { id, name: `Société ${id}`, reg_no: String(100_000_000 + id) };
  const body = { user: null, company, scopes: ALL_READ_SCOPES };
  return request.path === "/me" ? { headers, body } : { ...page([]), headers };
}

Deno.test("runDoctor() gives each of many tokens a line, and a fault of all of them one", async () => {
  await withDatabase("doctor_many", async ({ config }) => {
    await withStub(crowd, async ({ url, seen }) => {
      const tokens = Array.from({ length: 20 }, (_, i) => `token-${i + 1}`);
      const found = await diagnose(withApi(config, `${url}/api/external/v2`, { tokens }));
      assert.deepEqual([found.errors, found.status], [["Droit customers:readonly"], 1], found.text);
      assert.equal(found.of("Jeton n°").filter(({ status }) => status === "ok").length, 20);
      const lines = found.of("Droit customers")[0]!.detail!.split("\n");
      assert.match(lines[0]!, /refusé à 20\s+jetons sur 20/);
      assert.match(lines[1]!, /Société 1\) : annoncé par Pennylane, et pourtant refusé/);
      assert.match(lines[11]!, /et 10\s+autres jetons/);
      assert.equal(seen.length, 20 * 15);
    });
  });
});

Deno.test("runDoctor() compares the clock with Pennylane's, and tells its limit", async () => {
  await withScene("doctor_rate", async ({ config, serve }) => {
    const limitClock = new DrivenClock();
    await using api = await serve({ limitClock, limit: { requests: 40, windowSeconds: 5 } });
    const found = await diagnose(withApi(config, api.baseUrl), { clock: limitClock });
    assert.match(found.text, /accordent \(écart de 5 s au plus\)/);
    assert.match(
      found.text,
      /^\[OK\] Débit : 40 requêtes par 5 s et par jeton, encore \d+ dans la fenêtre en cours$/m,
    );
    const late = await diagnose(withApi(config, api.baseUrl), { clock: systemClock });
    const clocks = late.of("Horloge").filter(({ section }) => section === "API Pennylane");
    assert.deepEqual(clocks.map(({ status }) => status), ["error"], late.text);
  });
});

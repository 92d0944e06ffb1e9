import assert from "node:assert/strict";
import { DataError, ServiceError, UsageError } from "../../lib/base/mod.ts";
import {
  AuthenticationError,
  NetworkError,
  openPennylane,
  type Pennylane,
} from "../../lib/connectors/pennylane/mod.ts";
import { COMPANY_ID_OFFSET } from "../../lib/sandbox/api/mod.ts";
import { type ApiToken, registerCompanies, visibleCompanies } from "../../lib/sync/mod.ts";
import { addCompany, type Books, soon, untilBlocked, withBooks } from "./_books.ts";
import { COMPANIES, type Served, withSandboxApi } from "./_sandbox_api.ts";

/** What a stub of `/me` answers: a company, or an error. */
type Me = { id: number; name: string; siren: string | null; scopes?: string[] } | Error;

const REQUEST = { request: { method: "GET", path: "/me" }, status: 401 } as const;
/** SIREN of company 1 of the source, see `addCompany`. */
const SIREN_1 = "732829321";

/** A token whose `/me` is decided here; `asked` counts the calls. */
function stub(position: number, answer: Me, hash = `hash-${position}`): ApiToken {
  const me = () => {
    if (answer instanceof Error) return Promise.reject(answer);
    const { id, name, siren, scopes = [] } = answer;
    return Promise.resolve({ user: null, company: { id, name, reg_no: siren }, scopes });
  };
  return { position, hash, client: () => Promise.resolve({ me } as unknown as Pennylane) };
}

const REVOKED = new AuthenticationError("…", REQUEST);

/** Tokens of the sandbox API, opened as the session does. */
async function withTokens(
  served: Served,
  test: (tokens: ApiToken[]) => Promise<void>,
  baseUrl = served.api.baseUrl,
): Promise<void> {
  const clients = COMPANIES.map((_, i) => openPennylane({ token: `token-${i}`, baseUrl }));
  try {
    await test(clients.map((client, i) => ({
      position: i + 1,
      hash: `hash-${i + 1}`,
      client: () => Promise.resolve(client),
    })));
  } finally {
    for (const client of clients) await client.close();
  }
}

/** Registers in a new run. */
function register(books: Books, api: readonly ApiToken[], isApiOnly = false) {
  return registerCompanies(books.run({ api, ...(isApiOnly ? { dataSharing: null } : {}) }));
}

/** Id, name, id in Data Sharing, position of the token of each visible company. */
async function visible(books: Books, api: readonly ApiToken[], isApiOnly = false) {
  const context = books.run({ api, ...(isApiOnly ? { dataSharing: null } : {}) });
  const companies = await visibleCompanies(context);
  return companies.map(({ companyId, name, dataSharingId, token }) => [
    ...[companyId, name, dataSharingId, token?.position ?? null],
  ]);
}

Deno.test("registerCompanies() ties the sandbox's companies whatever id the API gives them", () =>
  withSandboxApi(
    "ties",
    (served) =>
      withTokens(served, (tokens) =>
        withBooks("ties", async (books) => {
          const companies = await served.db.many<{ id: string; name: string; siren: string }>(
            "SELECT id, name, registration_number AS siren FROM pennylane.companies ORDER BY id",
          );
          for (const { id, name, siren } of companies) {
            await books.add("companies", { id, name, registration_number: siren });
          }
          assert.deepEqual(await register(books, tokens), { faults: [], notes: [] });
          const ids = await books.db.rows(
            "SELECT company_id, data_sharing_id, api_id FROM penny.companies ORDER BY 1",
          );
          const [first, second, third] = COMPANIES.map(String);
          assert.deepEqual(ids, [
            [first, first, first],
            [second, second, String(COMPANIES[1] + COMPANY_ID_OFFSET)],
            [third, third, third],
          ]);
          const { scopes } = await books.db.one<{ scopes: string[] }>(
            "SELECT scopes FROM penny.api_tokens WHERE token_hash = 'hash-1'",
          );
          assert.ok(scopes.includes("customers:readonly"));
        })),
  ));

Deno.test("registerCompanies() refuses a company whose SIREN the API does not tell", () =>
  withSandboxApi("no_siren", (served) =>
    withBooks("no_siren", async (books) => {
      const { name } = await served.db.one<{ name: string }>(
        "SELECT name FROM pennylane.companies WHERE id = $1",
        [COMPANIES[1]],
      );
      await books.add("companies", { id: 5, name: name.toUpperCase(), registration_number: null });
      await using api = await served.serve({ faults: [{ kind: "no_reg_no" }] });
      await withTokens(served, async (tokens) => {
        const { faults } = await register(books, tokens);
        assert.equal(faults.length, 1);
        assert.match(faults[0]!, /même nom, aucun SIREN pour le confirmer ; renseignez le SIREN/);
        assert.match(faults[0]!, /\(PENNYLANE_API_TOKEN, le jeton n°\s2\)$/);
        assert.deepEqual(
          (await visible(books, tokens)).map(([id, , ds, position]) => [id, ds, position])
            .toSorted(),
          [[String(COMPANIES[0]), null, 1], [String(COMPANIES[2]), null, 3], ["5", "5", null]],
        );
      }, api.baseUrl);
    })));

Deno.test("registerCompanies() refuses to run when no token is left and there is no other source", () =>
  withSandboxApi("all_revoked", (served) =>
    withBooks("all_revoked", async (books) => {
      await using api = await served.serve({ faults: [{ kind: "unauthorized" }] });
      await withTokens(served, (tokens) =>
        assert.rejects(register(books, tokens, true), (error: Error) => {
          assert.ok(error instanceof UsageError);
          assert.equal(
            error.message.replaceAll("\u00a0", " "),
            "Impossible de lire l'API Pennylane : les jetons n° 1, n° 2 et n° 3 sont refusés (401), " +
              "erronés, expirés ou révoqués ; créez de nouveaux jetons dans Pennylane, " +
              "Paramètres > Connectivité > Développeurs, puis corrigez PENNYLANE_API_TOKEN",
          );
          return true;
        }), api.baseUrl);
    })));

/** A stub of `/me` that nobody answers. */
const SILENT = new NetworkError("Impossible d'interroger Pennylane : pas de réponse", {
  ...REQUEST,
  status: null,
  sent: false,
});

Deno.test("registerCompanies() stops when the API answers no token", () =>
  withBooks("unreachable", async (books) => {
    await assert.rejects(register(books, [stub(1, SILENT), stub(2, SILENT)], true), ServiceError);
    assert.deepEqual(await books.db.rows("SELECT 1 FROM penny.companies"), []);
  }));

Deno.test("registerCompanies() goes on without the one token that the API does not answer", () =>
  withBooks("one_silent", async (books) => {
    const answered = [1, 2].map((i) => stub(i, { id: i, name: `Société ${i}`, siren: null }));
    await register(books, answered, true);
    const { faults } = await register(books, [answered[0]!, stub(2, SILENT)], true);
    assert.match(faults.join(), /^Impossible .* : pas de réponse \(.*le jeton n°\s2\)$/);
    const companies = await visibleCompanies(books.run({ api: answered, dataSharing: null }));
    assert.equal(companies.length, 2);
    await assert.rejects(companies[1]!.token!.client(), DataError);
    assert.deepEqual((await register(books, answered, true)).faults, []);
  }));

Deno.test("registerCompanies() keeps the company of a revoked token, and others go on", () =>
  withBooks("revoked", async (books) => {
    const alpha = { id: 1, name: "Alpha", siren: null, scopes: ["customers:readonly"] };
    const beta = stub(2, { id: 2, name: "Bêta", siren: null });
    await register(books, [stub(1, alpha), beta], true);
    const tokens = [stub(1, REVOKED), beta, stub(3, REVOKED)];
    const { faults } = await register(books, tokens, true);
    assert.equal(faults.length, 1);
    assert.match(faults[0]!, /les jetons n°\s1 et n°\s3 \(« Alpha »\) sont refusés \(401\)/);
    assert.deepEqual(await visible(books, tokens, true), [["1", "Alpha", null, 1], [
      ...["2", "Bêta", null, 2],
    ]]);
    const [company] = await visibleCompanies(books.run({ api: tokens, dataSharing: null }));
    await assert.rejects(company!.token!.client(), (error: Error) => {
      return error instanceof DataError &&
        /le jeton n°\s1 \(« Alpha »\) est refusé/.test(error.message);
    });
    assert.deepEqual(
      await books.db.rows("SELECT token_hash, company_id, scopes FROM penny.api_tokens ORDER BY 1"),
      [["hash-1", "1", '["customers:readonly"]'], ["hash-2", "2", "[]"], ["hash-3", null, "[]"]],
    );
    assert.deepEqual((await register(books, [stub(1, alpha), beta], true)).faults, []);
  }));

Deno.test("registerCompanies() tells two tokens of one company and uses the first that works", () =>
  withBooks("two_tokens", async (books) => {
    const alpha = { id: 1, name: "Alpha", siren: null };
    const tokens = [stub(1, alpha), stub(2, { ...alpha, id: 2, name: "Bêta" }), stub(3, alpha)];
    const { faults, notes } = await register(books, tokens, true);
    assert.deepEqual(faults, []);
    assert.deepEqual(notes.map((note) => note.replaceAll("\u00a0", " ")), [
      "Les jetons n° 1 et n° 3 sont de la même société « Alpha » : retirez-en un de PENNYLANE_API_TOKEN",
    ]);
    assert.deepEqual((await visible(books, tokens, true)).map((row) => row[3]), [1, 2]);
    await register(books, [stub(1, REVOKED), tokens[1]!, tokens[2]!], true);
    assert.deepEqual((await visible(books, tokens, true)).map((row) => row[3]), [3, 2]);
  }));

Deno.test("registerCompanies() does not believe a token that changes its company", () =>
  withBooks("moved", async (books) => {
    await register(books, [stub(1, { id: 1, name: "Alpha", siren: null })], true);
    const moved = [
      stub(1, { id: 2, name: "Bêta", siren: null }),
      stub(2, { id: 3, name: "Gamma", siren: null }),
    ];
    const { faults } = await register(books, moved, true);
    assert.match(
      faults[0]!,
      /^Impossible de lire la société « Alpha » : le jeton n°\s1, qui était le sien, montre maintenant « Bêta » ; /,
    );
    assert.deepEqual(await visible(books, moved, true), [["1", "Alpha", null, 1], [
      ...["3", "Gamma", null, 2],
    ]]);
    const [alpha] = await visibleCompanies(books.run({ api: moved, dataSharing: null }));
    await assert.rejects(alpha!.token!.client(), /montre maintenant « Bêta »/);
  }));

Deno.test("registerCompanies() refuses the API when Data Sharing corrects a SIREN", () =>
  withBooks("corrected", async (books) => {
    await addCompany(books, 1, "Alpha");
    const tokens = [stub(1, { id: 900, name: "Alpha SAS", siren: SIREN_1 })];
    assert.deepEqual((await register(books, tokens)).faults, []);
    assert.deepEqual(await visible(books, tokens), [["1", "Alpha", "1", 1]]);
    await books.source.execute("UPDATE pennylane.companies SET registration_number = '552100554'");
    const { faults } = await register(books, tokens);
    assert.match(faults[0]!, /Data Sharing lui donne maintenant le SIREN 552100554 ; corrigez-le/);
    const [alpha] = await visibleCompanies(books.run({ api: tokens }));
    assert.equal(alpha!.siren, "552100554");
    await assert.rejects(alpha!.token!.client(), DataError);
    const corrected = [stub(1, { id: 900, name: "Alpha SAS", siren: "552 100 554 00013" })];
    assert.deepEqual((await register(books, corrected)).faults, []);
  }));

Deno.test("registerCompanies() does not read what Data Sharing shows and must refuse", () =>
  withBooks("refused_ds", async (books) => {
    const alpha = stub(1, { id: 1, name: "Alpha", siren: "552100554" });
    await register(books, [alpha], true);
    await addCompany(books, 1, "Alpha");
    await addCompany(books, 2, "Bêta");
    const { faults } = await register(books, [alpha]);
    assert.equal(faults.length, 1);
    assert.match(faults[0]!, /elle porte l'identifiant 1 d'une autre société, « Alpha » \(l'API/);
    const rows = [["1", "Alpha", null, 1], ["2", "Bêta", "2", null]];
    assert.deepEqual(await visible(books, [alpha]), rows);
    await books.source.execute("DELETE FROM pennylane.companies WHERE id = 2");
    await register(books, [alpha]);
    assert.deepEqual(await visible(books, [alpha]), rows.slice(0, 1));
  }));

Deno.test("visibleCompanies() shows what the configured sources show, not more", () =>
  withBooks("modes", async (books) => {
    await addCompany(books, 1, "Alpha");
    await addCompany(books, 2, "Bêta");
    const tokens = [
      stub(1, { id: 900, name: "Alpha", siren: SIREN_1 }),
      stub(2, { id: 3, name: "Gamma", siren: null }),
    ];
    await register(books, tokens);
    const both = [["1", "Alpha", "1", 1], ["2", "Bêta", "2", null], ["3", "Gamma", null, 2]];
    assert.deepEqual(await visible(books, tokens), both);
    assert.deepEqual(await visible(books, []), [["1", "Alpha", "1", null], both[1]]);
    assert.deepEqual(await visible(books, tokens, true), [["1", "Alpha", null, 1], both[2]]);
    await books.source.execute("DELETE FROM pennylane.companies WHERE id = 1");
    await register(books, tokens);
    assert.deepEqual(await visible(books, tokens), [["1", "Alpha", null, 1], both[1], both[2]]);
  }));

Deno.test("registerCompanies() decides once when two processes register at a time", () =>
  withBooks("at_once", async (books) => {
    const tokens = Array.from(
      { length: 20 },
      (_, i) => stub(i + 1, { id: i + 1, name: `S${i + 1}`, siren: null }),
    );
    const waiting: Promise<unknown>[] = [];
    await books.db.transaction(async (other) => {
      await other.execute("SELECT pg_advisory_xact_lock(hashtextextended('penny:companies', 0))");
      waiting.push(register(books, tokens, true), register(books, tokens.toReversed(), true));
      await untilBlocked(books);
    });
    await soon(Promise.all(waiting));
    const { count } = await books.db.one<{ count: string }>("SELECT count(*) FROM penny.companies");
    assert.equal(count, "20");
  }));

Deno.test("registerCompanies() asks at most eight tokens at once", () =>
  withBooks("eight", async (books) => {
    let [under, most] = [0, 0];
    const tokens = Array.from({ length: 30 }, (_, i): ApiToken => {
      const token = stub(i + 1, { id: i + 1, name: `S${i + 1}`, siren: null });
      return {
        ...token,
        client: async () => {
          most = Math.max(most, ++under);
          await books.db.execute("SELECT 1");
          under--;
          return await token.client();
        },
      };
    });
    await register(books, tokens, true);
    assert.equal(most, 8);
  }));

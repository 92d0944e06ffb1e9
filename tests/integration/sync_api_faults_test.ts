import assert from "node:assert/strict";
import { ServiceError } from "../../lib/base/mod.ts";
import type { Pennylane } from "../../lib/connectors/pennylane/mod.ts";
import { ALL_READ_SCOPES, type SandboxFault } from "../../lib/sandbox/api/mod.ts";
import type { AnyDomainName } from "../../lib/domains/mod.ts";
import {
  type ApiToken,
  extractDomain,
  type ExtractionReport,
  registerCompanies,
} from "../../lib/sync/mod.ts";
import { type Books, withBooks } from "./_books.ts";
import { COMPANIES } from "./_sandbox_api.ts";
import { openTokens, shareSandboxApi } from "./_sync_api.ts";

const served = shareSandboxApi("sync_faults");
/** The API's own ids of the pharmacy and of the agency. */
const [PHARMACY, AGENCY] = ["21847061", "91847174"] as const;
/** Seven pages of the pharmacy. */
const INVOICES = "supplier_invoices";
const PATH = `/${INVOICES}`;

/** Reads and publishes a domain without Data Sharing, as one run does. */
async function oneRun(books: Books, domain: AnyDomainName, api: readonly ApiToken[]) {
  // The feeds do not tell what these tests change: everything is read each time.
  const run = books.run({ api, dataSharing: null, wish: { full: true } });
  const report = await books.read(domain, run);
  await books.publish(domain, undefined, run);
  return report;
}

/** Company, status of each unit. */
function ends({ units }: ExtractionReport): string[] {
  return units.map(({ unit, status }) => `${unit.company.name} ${status}`).toSorted();
}

/** What a table says of a company: rows, and a hash of all that they hold. */
function contentOf({ db }: Books, table: string, companyId: string): Promise<unknown> {
  return db.rows(
    `SELECT count(*), sum(hashtextextended(t::text, 0)::numeric) FROM ${table} t WHERE company_id = $1`,
    [companyId],
  );
}

/** Changes the label of every supplier invoice of the API, each time anew. */
async function relabel(): Promise<void> {
  await served().db.execute(
    "UPDATE sandbox_api.invoices SET label = label || '~' WHERE kind = 'supplier'",
  );
}

/** The token of the pharmacy at a server with faults, that of the agency at one without. */
async function withFaults(
  faults: readonly SandboxFault[],
  test: (tokens: readonly ApiToken[]) => Promise<void>,
): Promise<void> {
  await using api = await served().serve({ faults });
  await using struck = openTokens(api.baseUrl, [0]);
  await using whole = openTokens(served().api.baseUrl, [1]);
  await test([...struck.tokens, { ...whole.tokens[0]!, position: 2 }]);
}

/** No table of Penny's own, no event and no reason holds a token. */
async function checkNoToken(books: Books, report: ExtractionReport): Promise<void> {
  const told = JSON.stringify([report.units.map(({ reason }) => reason), books.events]);
  assert.doesNotMatch(told, /token-[012]/);
  for (
    const [table] of await books.db.rows(
      "SELECT tablename FROM pg_tables WHERE schemaname = 'penny'",
    )
  ) {
    const found = `SELECT count(*) FROM penny."${table}" t WHERE t::text ~ 'token-[012]'`;
    assert.deepEqual(await books.db.rows(found), [["0"]], table!);
  }
}

/** Faults in the middle of the invoices that end the reading of that company, and what is said of them. */
const REFUSED: readonly (readonly [SandboxFault, RegExp])[] = [
  [{ kind: "unauthorized", path: PATH, after: 3 }, /401/],
  [{ kind: "malformed_json", path: PATH, after: 2 }, /n'est pas du JSON/],
  [{ kind: "wrong_type", path: PATH, after: 2, field: "amount" }, /amount/],
  [{ kind: "empty_page", path: PATH, after: 2 }, /page/],
  [{ kind: "unavailable", path: PATH, after: 2 }, /503/],
  [{ kind: "rate_limited", path: PATH, after: 2, retryAfter: 1 }, /429/],
];

Deno.test("extractDomain() keeps the old rows of a company whose reading breaks in the middle, and reads the other one", () =>
  withBooks("broken", async (books) => {
    await withFaults([], (tokens) => oneRun(books, INVOICES, tokens).then(() => undefined));
    const table = `pennylane.${INVOICES}`;
    const old = await contentOf(books, table, PHARMACY);
    for (const [fault, says] of REFUSED) {
      const agency = await contentOf(books, table, AGENCY);
      await relabel();
      await withFaults([fault], async (tokens) => {
        const report = await oneRun(books, INVOICES, tokens);
        assert.deepEqual(
          ends(report),
          ["Agence Belle Rive ok", "Pharmacie des Tilleuls failed"],
          fault.kind,
        );
        const reason = report.units.find(({ status }) => status === "failed")!.reason!;
        assert.match(reason, says);
        assert.match(reason, /^Impossible .* ; /);
        await checkNoToken(books, report);
      });
      assert.deepEqual(await contentOf(books, table, PHARMACY), old, fault.kind);
      assert.notDeepEqual(
        await contentOf(books, table, AGENCY),
        agency,
        "the other company goes on",
      );
    }
  }));

/** Faults that pass, or do not matter. */
const BORNE: readonly SandboxFault[] = [
  { kind: "cut_connection", path: PATH, after: 2, times: 2 },
  { kind: "unavailable", path: PATH, after: 2, times: 2 },
  { kind: "server_error", path: PATH, after: 2, times: 1 },
  { kind: "rate_limited", path: PATH, after: 2, times: 2, retryAfter: 1 },
  { kind: "empty_page", path: PATH, after: 2, times: 1 },
  { kind: "extra_key" },
  { kind: "unknown_enum", path: PATH, field: "payment_status", value: "paid_in_shells" },
];

Deno.test("extractDomain() reads whole through faults that pass, unknown keys and unknown values", () =>
  withBooks("borne", async (books) => {
    const table = `penny_source.${INVOICES}`;
    for (const fault of BORNE) {
      await withFaults([fault], async (tokens) => {
        const report = await books.read(INVOICES, {
          api: tokens,
          dataSharing: null,
          wish: { full: true },
        });
        assert.deepEqual(
          ends(report),
          ["Agence Belle Rive ok", "Pharmacie des Tilleuls ok"],
          fault.kind,
        );
      });
      assert.deepEqual(
        await books.db.rows(`SELECT count(*) FROM ${table} WHERE company_id = ${PHARMACY}`),
        [["718"]],
        fault.kind,
      );
    }
    assert.deepEqual(
      await books.db.rows(
        `SELECT DISTINCT payment_status FROM ${table} WHERE company_id = ${PHARMACY}`,
      ),
      [["paid_in_shells"]],
    );
  }));

Deno.test("extractDomain() deletes nothing when the connection breaks for good, and reads who can be reached", () =>
  withBooks("cut_for_good", async (books) => {
    const table = `penny_source.${INVOICES}`;
    await withFaults([], (tokens) => oneRun(books, INVOICES, tokens).then(() => undefined));
    const old = await contentOf(books, table, PHARMACY);
    await relabel();
    const cut = { kind: "cut_connection", path: PATH, after: 2 } as const;
    await withFaults([cut], async (tokens) => {
      const report = await oneRun(books, INVOICES, tokens);
      assert.deepEqual(ends(report), ["Agence Belle Rive ok", "Pharmacie des Tilleuls failed"]);
      // Nobody else can be reached: that is no fault of this company.
      await assert.rejects(oneRun(books, INVOICES, tokens.slice(0, 1)), ServiceError);
    });
    assert.deepEqual(await contentOf(books, table, PHARMACY), old);
    assert.deepEqual(
      await books.db.rows("SELECT relname FROM pg_class WHERE relname LIKE 'staging%'"),
      [],
    );
  }));

Deno.test("extractDomain() removes an invoice that the API deleted, and keeps one that it archived", () =>
  withBooks("deleted", async (books) => {
    const { db } = served();
    const [[gone], [archived]] = await db.rows(
      "SELECT id FROM sandbox_api.invoices WHERE company_id = $1 AND kind = 'customer' " +
        "AND archived_at IS NULL ORDER BY id LIMIT 2",
      [COMPANIES[0]],
    ) as [[string], [string]];
    const shown = () =>
      books.db.rows(
        "SELECT id, archived_at FROM pennylane.customer_invoices WHERE id = ANY($1) ORDER BY id",
        [[gone, archived]],
      );
    await withFaults([], (tokens) => oneRun(books, "customer_invoices", tokens).then(() => {}));
    assert.deepEqual(await shown(), [[gone, null], [archived, null]]);
    const archive = (day: string) =>
      db.execute(
        `UPDATE sandbox_api.invoices SET archived_at = ${day} WHERE company_id = $1 AND id = $2`,
        [COMPANIES[0], archived],
      );
    await archive("'2026-10-30'");
    const fault = { kind: "delete_event", feed: "customer_invoices", id: Number(gone) } as const;
    await withFaults([fault], async (tokens) => {
      const { units } = await oneRun(books, "customer_invoices", tokens);
      const { counts } = units.find(({ unit }) => unit.company.companyId === PHARMACY)!;
      assert.deepEqual(counts, { inserted: 0, updated: 1, deleted: 1, unchanged: 103 });
    });
    await archive("NULL");
    assert.deepEqual(await shown(), [[archived, "2026-10-30 00:00:00"]]);
  }));

/** Tokens of pharmacy and agency; the first lacks scopes. */
async function withoutScopes(
  missing: readonly string[],
  test: (tokens: readonly ApiToken[]) => Promise<void>,
): Promise<void> {
  await using api = await served().serve({
    tokens: [0, 1].map((index) => ({
      token: `token-${index}`,
      companyId: COMPANIES[index]!,
      scopes: ALL_READ_SCOPES.filter((scope) => index === 1 || !missing.includes(scope)),
    })),
  });
  await using opened = openTokens(api.baseUrl, [0, 1]);
  await test(opened.tokens);
}

Deno.test("extractDomain() reads invoices without the names that a missing scope keeps back, and says so each time", () =>
  withBooks("no_names", (books) =>
    withoutScopes(["customers:readonly"], async (tokens) => {
      const run = books.run({ api: tokens, dataSharing: null });
      await registerCompanies(run);
      await extractDomain(run, "fiscal_years");
      const customers = await extractDomain(run, "customers");
      assert.deepEqual(ends(customers), ["Agence Belle Rive ok", "Pharmacie des Tilleuls failed"]);
      const remark = /Clients de Pharmacie des Tilleuls non à jour : .*customers:readonly/;
      for (const domain of ["customer_invoices", "bank_transactions"] as const) {
        const report = await extractDomain(run, domain);
        assert.deepEqual(ends(report), ["Agence Belle Rive ok", "Pharmacie des Tilleuls ok"]);
        assert.match(report.notes.join("\n"), remark, domain);
        const again = await extractDomain(run, domain);
        assert.match(again.notes.join("\n"), remark, `${domain}, read before`);
      }
      assert.deepEqual(
        await books.db.rows(
          "SELECT company_id, count(customer_id) > 0, count(customer_name) > 0 " +
            "FROM penny_source.customer_invoices GROUP BY 1 ORDER BY 1",
        ),
        [[PHARMACY, "t", "f"], [AGENCY, "t", "t"]],
      );
    })));

Deno.test("extractDomain() names the missing scope of a domain, keeps its rows and reads the other company", () =>
  withBooks("no_scope", async (books) => {
    await withFaults([], (tokens) => oneRun(books, INVOICES, tokens).then(() => undefined));
    const old = await contentOf(books, `pennylane.${INVOICES}`, PHARMACY);
    await relabel();
    await withoutScopes(["supplier_invoices:readonly"], async (tokens) => {
      const report = await oneRun(books, INVOICES, tokens);
      assert.deepEqual(ends(report), ["Agence Belle Rive ok", "Pharmacie des Tilleuls failed"]);
      const reason = report.units.find(({ status }) => status === "failed")!.reason!;
      assert.match(reason, /supplier_invoices:readonly/);
    });
    assert.deepEqual(await contentOf(books, `pennylane.${INVOICES}`, PHARMACY), old);
  }));

Deno.test("extractDomain() gives up a list whose cursor comes again, and keeps the old rows", () =>
  withBooks("cursor", async (books) => {
    const read = (faults: readonly SandboxFault[]) =>
      withFaults(faults, async (tokens) => {
        const wish = { full: true };
        report = await books.read("bank_transactions", { api: tokens, dataSharing: null, wish });
      });
    let report: ExtractionReport | undefined;
    await read([]);
    const old = await contentOf(books, "penny_source.bank_transactions", PHARMACY);
    await read([{ kind: "repeated_cursor", path: "/transactions", after: 2 }]);
    assert.deepEqual(ends(report!), ["Agence Belle Rive ok", "Pharmacie des Tilleuls failed"]);
    assert.match(report!.units.map(({ reason }) => reason).join(), /curseur/);
    assert.deepEqual(await contentOf(books, "penny_source.bank_transactions", PHARMACY), old);
  }));

Deno.test("extractDomain() refuses a list that gives a row twice", () =>
  withBooks("twice", async (books) => {
    await using opened = openTokens(served().api.baseUrl, [0]);
    const [token] = opened.tokens as [ApiToken];
    const client = await token.client();
    const bankAccounts = {
      list: () => {
        const listing = client.bankAccounts.list();
        return {
          async *pages() {
            yield* listing.pages();
            yield* listing.pages();
          },
        };
      },
    };
    const twice = { ...client, me: () => client.me(), bankAccounts } as unknown as Pennylane;
    const report = await oneRun(books, "bank_accounts", [{
      ...token,
      client: () => Promise.resolve(twice),
    }]);
    assert.deepEqual(ends(report), ["Pharmacie des Tilleuls failed"]);
    assert.match(report.units[0]!.reason!, /deux fois/);
  }));

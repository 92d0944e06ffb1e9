import assert from "node:assert/strict";
import { extractDomain, registerCompanies, type SyncContext } from "../../lib/sync/mod.ts";
import { type Books, soon, untilBlocked, withBooks } from "./_books.ts";
import { COMPANIES } from "./_sandbox_api.ts";
import { openTokens, shareSandboxApi, watch } from "./_sync_api.ts";

const served = shareSandboxApi("sync_ledgers");
/** The company with the shortest ledger. */
const BUILDER = 2;
const LINES = "/ledger_entry_lines";
/** Lines of a page. */
const PAGE = 100;
const LEDGERS = ["general_ledger", "analytical_ledger"] as const;

/** Pages of the lines of the builder; only those of the last months are left, to be read fast. */
let leastPages: number;

Deno.test.beforeAll(async () => {
  const { db } = served();
  const where = `WHERE company_id = ${COMPANIES[BUILDER]}`;
  await db.execute(`
    DELETE FROM sandbox_api.ledger_entry_lines ${where} AND date < '2026-04-01';
    DELETE FROM sandbox_api.ledger_entries ${where} AND date < '2026-04-01'`);
  const { lines } = await db.one<{ lines: string }>(
    `SELECT count(*) AS lines FROM sandbox_api.ledger_entry_lines ${where}`,
  );
  leastPages = Math.ceil(Number(lines) / PAGE);
});

/** A warehouse that reads the builder through a server that counts requests, without Data Sharing. */
async function withBuilder(
  name: string,
  test: (
    books: Books,
    given: {
      /** Settings of a run. */
      readonly api: Pick<SyncContext, "api" | "dataSharing" | "wish">;
      /** How often the lines have been read whole so far. */
      readings(): number;
    },
  ) => Promise<void>,
): Promise<void> {
  await withBooks(name, async (books) => {
    await using watched = await watch(served().api.baseUrl);
    await using opened = openTokens(watched.baseUrl, [BUILDER]);
    await test(books, {
      // The feeds do not tell what these tests change: everything is read each time.
      api: { api: opened.tokens, dataSharing: null, wish: { full: true } },
      // How many requests above the least one reading makes depends on how fast each of its streams goes.
      readings: () => watched.paths.filter((path) => path === LINES).length / leastPages | 0,
    });
  });
}

/** Changes rows of the API until disposed of; `back` undoes it. */
async function changed(change: string, back: string): Promise<AsyncDisposable> {
  await served().db.execute(change);
  return { [Symbol.asyncDispose]: async () => void await served().db.execute(back) };
}

/** Adds a cent to one line of the builder, and a letter to each of its categories. */
function unbalanced(): Promise<AsyncDisposable> {
  const where = `WHERE company_id = ${COMPANIES[BUILDER]}`;
  const line = `${where} AND id = (SELECT max(id) FROM sandbox_api.ledger_entry_lines ${where})`;
  return changed(
    `UPDATE sandbox_api.ledger_entry_lines SET debit = debit + 0.01 ${line};
     UPDATE sandbox_api.categories SET label = label || '!' ${where}`,
    `UPDATE sandbox_api.ledger_entry_lines SET debit = debit - 0.01 ${line};
     UPDATE sandbox_api.categories SET label = rtrim(label, '!') ${where}`,
  );
}

/** Every version of every row of both ledgers: a row that is written again changes it. */
async function versions({ db }: Books): Promise<unknown[]> {
  const tables = LEDGERS.flatMap((name) => [`penny_source.${name}__api`, `pennylane.${name}`]);
  const found: unknown[] = [];
  for (const table of tables) {
    found.push(
      await db.rows(
        `SELECT '${table}', count(*), sum(hashtextextended(ctid::text || xmin::text, 0)::numeric) FROM ${table}`,
      ),
    );
  }
  return found;
}

Deno.test("extractDomain() reads the lines of a company once a run for both ledgers", () =>
  withBuilder("once", async (books, { api, readings }) => {
    const run = books.run(api);
    await registerCompanies(run);
    await extractDomain(run, "fiscal_years");
    const [general] = (await extractDomain(run, "general_ledger")).units;
    assert.equal(readings(), 1);
    const [analytical] = (await extractDomain(run, "analytical_ledger")).units;
    assert.deepEqual([general!.status, analytical!.status], ["ok", "fresh"]);
    assert.equal(readings(), 1);
    await extractDomain(books.run({ ...api, runId: run.runId }), "general_ledger");
    assert.equal(readings(), 1, "another process of the same run");
    for (const name of LEDGERS) await books.publish(name, undefined, api);
    const before = await versions(books);
    const { units } = await books.read("analytical_ledger", api);
    assert.equal(readings(), 2);
    assert.deepEqual(
      units.map((
        { status, counts },
      ) => [status, counts.inserted + counts.updated + counts.deleted]),
      [["ok", 0]],
    );
    for (const name of LEDGERS) await books.publish(name, undefined, api);
    assert.deepEqual(await versions(books), before, "nothing changed, nothing written");
  }));

Deno.test("extractDomain() refuses both ledgers together, and tries again in Jupyter alone", () =>
  withBuilder("together", async (books, { api, readings }) => {
    await books.read("general_ledger", api);
    for (const name of LEDGERS) await books.publish(name, undefined, api);
    const before = await versions(books);
    assert.equal(readings(), 1);
    await using _change = await unbalanced();
    const run = books.run(api);
    await registerCompanies(run);
    await extractDomain(run, "fiscal_years");
    // The analytical ledger asks first: what is wrong with the other one must refuse it too.
    const [analytical] = (await extractDomain(run, "analytical_ledger")).units;
    const [general] = (await extractDomain(run, "general_ledger")).units;
    assert.deepEqual([analytical!.status, general!.status], ["red", "red"]);
    assert.match(analytical!.reason!, /^Grand livre : débit = crédit par exercice/);
    assert.match(general!.reason!, /^débit = crédit par exercice/);
    assert.equal(readings(), 2, "a refused reading is not made again by the next notebook");
    for (const name of LEDGERS) await books.publish(name, undefined, { ...api, runId: run.runId });
    assert.deepEqual(await versions(books), before, "old rows of both");
    const jupyter = books.run({ ...api, runId: run.runId, fingerprint: null });
    await extractDomain(jupyter, "general_ledger");
    assert.equal(readings(), 3, "a cell that is run again tries again");
  }));

Deno.test("extractDomain() reads again in Jupyter when it is asked to", () =>
  withBuilder("refresh", async (books, { api, readings }) => {
    const jupyter = books.run({ ...api, fingerprint: null });
    await registerCompanies(jupyter);
    await extractDomain(jupyter, "fiscal_years");
    const statuses = async (refresh: boolean) =>
      (await extractDomain(jupyter, "general_ledger", { refresh })).units.map(({ status }) =>
        status
      );
    assert.deepEqual(await statuses(false), ["ok"]);
    assert.equal(readings(), 1);
    assert.deepEqual(await statuses(false), ["fresh"]);
    assert.equal(readings(), 1);
    assert.deepEqual(await statuses(true), ["ok"]);
    assert.equal(readings(), 2);
  }));

Deno.test("extractDomain() of two processes reads a unit once, whichever ledger each asks for", () =>
  withBuilder("processes", async (books, { api, readings }) => {
    const run = books.run(api);
    await registerCompanies(run);
    await extractDomain(run, "fiscal_years");
    const token = run.api[0]!;
    const reached = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const slow: SyncContext = {
      ...run,
      api: [{
        ...token,
        client: async () => {
          reached.resolve();
          await goOn.promise;
          return await token.client();
        },
      }],
    };
    await extractDomain(run, "journals");
    await extractDomain(run, "ledger_accounts");
    const first = extractDomain(slow, "general_ledger");
    await reached.promise;
    const second = extractDomain(run, "analytical_ledger");
    await untilBlocked(books);
    goOn.resolve();
    const ends = await soon(Promise.all([first, second]));
    assert.deepEqual(ends.map(({ units }) => units.map(({ status }) => status)), [["ok"], [
      "fresh",
    ]]);
    assert.equal(readings(), 1);
    assert.match(
      books.events.map((event) => event.type === "progress" ? event.text : "").join("\n"),
      /« Charpentes Roussel » est en cours de lecture ailleurs, attente/,
    );
  }));

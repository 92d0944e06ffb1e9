import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { openPennylane, type RateLimiter } from "../../lib/connectors/pennylane/mod.ts";
import type { ApiToken } from "../../lib/sync/mod.ts";
import { type Books, SYNCHRONISED, withBooks } from "./_books.ts";

/** Companies of the portfolio, with the ids 1 to this number. */
export const SIZE = 200;
/** The first so many have a token: their bank accounts come from the API. */
const TOKENS = 20;
/** The company that is broken in Data Sharing; it has more ledger lines than any other. */
export const SHARED = 137;
/** The company that is broken in the API. */
export const BY_TOKEN = 7;
/** Ledger lines of the company that is broken, enough for the shrink guard to look at them. */
export const SHARED_LINES = 24;

/** Every so many companies one changes in each round. */
const STEP = 5;

/** Tables of the source that a test may break. */
const TABLES = ["companies", "fiscal_years", "general_ledger", "bank_accounts"] as const;

/** A request of one company's token, as the stub of the API received it. */
export interface ApiRequest {
  readonly company: number;
  /** Below the base URL. */
  readonly path: string;
}

/** What the stub of the API does instead of answering; `true`: it has answered. */
export type ApiFault = (request: ApiRequest, response: ServerResponse) => boolean;

/** Two hundred small companies, some of them with a token, and the warehouse that reads them. */
export interface Portfolio {
  readonly books: Books;
  readonly tokens: readonly ApiToken[];
  /** Makes both sources whole again, and gives the rows of every fifth company, and of those that are broken, a new label. */
  heal(round: string): Promise<void>;
  /** Breaks the API for the requests that the fault takes. */
  breakApi(fault: ApiFault): void;
}

/** Company as tests and messages name it. */
export function nameOf(id: number): string {
  return `Société ${String(id).padStart(3, "0")}`;
}

/** Runs a test on a portfolio that has been loaded into nothing yet. */
export function withPortfolio(
  name: string,
  test: (portfolio: Portfolio) => Promise<void>,
): Promise<void> {
  return withBooks(name, async (books) => {
    let rounds = 0;
    await fill(books);
    await using api = await serve();
    const clients = Array.from({ length: TOKENS }, (_, i) => openClient(api.url, i + 1));
    try {
      await test({
        books,
        tokens: clients.map((client, i) => ({
          position: i + 1,
          hash: `hash-${i + 1}`,
          client: () => Promise.resolve(client),
        })),
        heal: async (round) => {
          api.state.round = round;
          api.state.fault = () => false;
          await restore(books, { round, number: ++rounds });
        },
        breakApi: (fault) => void (api.state.fault = fault),
      });
    } finally {
      for (const client of clients) await client.close();
    }
  }, { etl: true });
}

async function fill({ source }: Books): Promise<void> {
  const every = `generate_series(1, ${SIZE}) AS i`;
  await source.execute(
    "INSERT INTO pennylane.companies (id, name, registration_number) " +
      `SELECT i, 'Société ' || lpad(i::text, 3, '0'), (732829320 + i)::text FROM ${every}; ` +
      "INSERT INTO pennylane.fiscal_years (id, company_id, start_date, end_date) " +
      `SELECT i, i, '2026-01-01', '2026-12-31' FROM ${every}; ` +
      "INSERT INTO pennylane.general_ledger (id, company_id, label, document_id, date, journal_code, plan_item_number, debit, credit) " +
      "SELECT i * 1000 + n, i, 'début', i * 1000 + n / 2, '2026-03-15', 'HA', CASE n % 2 WHEN 0 THEN '606300' ELSE '401EDF' END, " +
      "CASE n % 2 WHEN 0 THEN 12.5 ELSE 0 END, CASE n % 2 WHEN 0 THEN 0 ELSE 12.5 END " +
      `FROM ${every}, generate_series(0, CASE i WHEN ${SHARED} THEN ${SHARED_LINES} ELSE 2 END - 1) AS n; ` +
      "INSERT INTO pennylane.bank_accounts (id, company_id, name, balance) " +
      `SELECT i, i, 'début', 10.25 FROM ${every} WHERE i > ${TOKENS}; CREATE SCHEMA whole`,
  );
  for (const table of TABLES) {
    await source.execute(`CREATE TABLE whole.${table} AS TABLE etl.${table}`);
  }
}

/** Rows that change are synchronised a minute later in each round. */
async function restore(
  { source }: Books,
  { round, number }: { readonly round: string; readonly number: number },
): Promise<void> {
  const changed = `company_id % ${STEP} = 0 OR company_id IN (${SHARED}, ${BY_TOKEN})`;
  const at = `timestamp '${SYNCHRONISED}' + interval '${number} minutes'`;
  for (const table of TABLES) {
    await source.execute(
      `TRUNCATE etl.${table}; INSERT INTO etl.${table} SELECT * FROM whole.${table}`,
    );
  }
  for (const [table, column] of [["general_ledger", "label"], ["bank_accounts", "name"]]) {
    await source.execute(
      `UPDATE etl.${table} SET ${column} = $1, synchronised_at = ${at} WHERE ${changed}`,
      [round],
    );
  }
}

/** What the stub of the API shows now. */
interface ApiState {
  round: string;
  fault: ApiFault;
}

async function serve(): Promise<AsyncDisposable & { url: string; state: ApiState }> {
  const state: ApiState = { round: "", fault: () => false };
  const server = createServer((request, response) => {
    const asked = readRequest(request);
    if (state.fault(asked, response)) return;
    sendJson(response, answer(asked, state));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/external/v2`,
    state,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Answers with JSON, as the API does. */
export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

function readRequest(request: IncomingMessage): ApiRequest {
  const company = Number(/jeton-(\d+)/.exec(request.headers.authorization ?? "")?.[1]);
  const { pathname } = new URL(request.url ?? "/", "http://stub");
  return { company, path: pathname.replace("/api/external/v2", "") };
}

function answer({ company, path }: ApiRequest, { round }: ApiState): unknown {
  if (path === "/me") return account(company, nameOf(company), String(732829320 + company));
  const isChanged = company % STEP === 0 || company === BY_TOKEN;
  return page(path === "/bank_accounts" ? [bankAccount(company, isChanged ? round : "début")] : []);
}

/** Whom a token stands for. */
export function account(id: number, name: string, siren: string): unknown {
  return { user: null, company: { id, name, reg_no: siren }, scopes: [] };
}

/** A page that is the last one. */
export function page(items: readonly unknown[]): unknown {
  return { items, has_more: false, next_cursor: null };
}

/** The one bank account of a company of the API. */
export function bankAccount(id: number, name: string): Record<string, unknown> {
  const at = "2026-10-30T08:00:00.000000Z";
  return {
    ...{ id, name, currency: "EUR", balance: "10.25", created_at: at, updated_at: at },
    bank_establishment: { id: 1 },
    journal: null,
    ledger_account: { id: 512, url: "https://example.test/512" },
  };
}

/** The stub announces no limit. */
const UNLIMITED: RateLimiter = {
  acquire: () =>
    Promise.resolve({ settle: () => Promise.resolve(), release: () => Promise.resolve() }),
};

/** A client that waits by moving its clock, and gives up an answer that does not come. */
function openClient(baseUrl: string, company: number) {
  let waitedMs = 0;
  return openPennylane({
    token: `jeton-${company}`,
    baseUrl,
    timeoutMs: 250,
    limiter: UNLIMITED,
    clock: { now: () => new Date(Date.now() + waitedMs) },
    sleep: (ms) => {
      waitedMs += ms;
      return Promise.resolve();
    },
  });
}

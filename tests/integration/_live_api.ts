import assert from "node:assert/strict";
import type { SandboxFault } from "../../lib/sandbox/api/mod.ts";
import type { AnyDomainName } from "../../lib/domains/mod.ts";
import {
  type ApiToken,
  extractDomain,
  type ExtractionReport,
  registerCompanies,
  type SyncContext,
  type UnitResult,
} from "../../lib/sync/mod.ts";
import { type Books, withBooks } from "./_books.ts";
import { FIRM } from "./_firm_api.ts";
import { COMPANIES, DrivenClock, type Served } from "./_sandbox_api.ts";
import { type EditRow, openTokens, watch } from "./_sync_api.ts";
import { openFirmTokens } from "./_sync_firm.ts";

/** The company with the shortest ledger. */
const BUILDER = 2;

/** What names the row of an event on categories. */
interface Parents {
  readonly line?: string;
  readonly entry?: string;
}

/** How one reading ended. */
export interface LiveRead {
  readonly result: UnitResult;
  readonly report: ExtractionReport;
  /** Requests by path, without those of other domains. */
  readonly paths: readonly string[];
  /** Tables of the mirror in which a row was written. */
  readonly touched: readonly string[];
}

/** A company of the sandbox API that lives, and a warehouse that reads it. */
export interface Live {
  readonly books: Books;
  readonly clock: DrivenClock;
  /** Its id in the tables of the sandbox API. */
  readonly companyId: number;
  /** Statements on `sandbox_api`; `$1` is the company. */
  change(sql: string, ...params: unknown[]): Promise<void>;
  /** Ids that a query on `sandbox_api` gives; `$1` is the company. */
  ids(sql: string, ...params: unknown[]): Promise<string[]>;
  /** Puts an event into a feed, a second after the last one. */
  tell(
    feed: string,
    operation: "insert" | "update" | "delete",
    id: string,
    parents?: Parents,
  ): Promise<void>;
  /** Reads a domain in a new run. */
  read(domain: AnyDomainName, overrides?: Partial<SyncContext>): Promise<LiveRead>;
  /** Reads a domain whole, and says that the mirror held every row of it. */
  checkEqual(domain: AnyDomainName): Promise<void>;
  /** Sets the faults of the API. */
  faults(faults: readonly SandboxFault[]): void;
}

/** How a company lives. */
export interface LiveOptions {
  /** Of the warehouse. */
  readonly name: string;
  readonly served: Served;
  /** Clock of the API. @default the same as that of the warehouse */
  readonly apiClock?: DrivenClock;
  /** The token that the warehouse gets instead. */
  readonly token?: (token: ApiToken) => ApiToken;
  /** Changes rows on their way. @default as they are */
  readonly edit?: EditRow;
  /** The company is read through its firm. @default through a token of its own */
  readonly firm?: boolean;
}

/** Runs a test on a company that lives, without Data Sharing. What it changes is not undone: each test takes its own rows. */
export function withLive(
  { name, served, apiClock, token = (given) => given, edit, firm = false }: LiveOptions,
  test: (live: Live) => Promise<void>,
): Promise<void> {
  return withBooks(name, async (books) => {
    const clock = new DrivenClock();
    // Later than every test before, so that none sees the events of another come.
    for (const one of [clock, ...apiClock ? [apiClock] : []]) one.advance(elapsed += HOUR);
    const companyId = COMPANIES[BUILDER];
    const firms = [{ ...FIRM, companyIds: [companyId] }];
    await using api = await served.serve({ clock: apiClock ?? clock, firms });
    await using watched = await watch(firm ? api.firmBaseUrl : api.baseUrl, edit);
    await using opened = openTokens(watched.baseUrl, [BUILDER]);
    await using cabinet = openFirmTokens(watched.baseUrl);
    const sources = firm ? { api: [], firm: cabinet.firm } : { api: [token(opened.tokens[0]!)] };
    const run = (overrides: Partial<SyncContext> = {}) =>
      books.run({
        ...{ clock, dataSharing: null, ...sources },
        ...overrides,
      });
    const read = async (domain: AnyDomainName, overrides?: Partial<SyncContext>) => {
      const context = run(overrides);
      await registerCompanies(context);
      for (const name of foundationsOf(domain)) await extractDomain(context, name);
      watched.paths.length = 0;
      const before = await versions(books);
      const report = await extractDomain(context, domain);
      const paths = watched.paths.map((path) => path.replace(/^\/companies\/\d+/, ""));
      const after = [...await versions(books)];
      const touched = after.flatMap(([table, rows]) => before.get(table) === rows ? [] : table);
      return { result: report.units[0]!, report, paths, touched };
    };
    const live: Live = {
      ...{ books, clock, companyId, read },
      change: async (sql, ...params) => void await served.db.execute(sql, [companyId, ...params]),
      ids: async (sql, ...params) =>
        (await served.db.rows(sql, [companyId, ...params])).map(([id]) => id!),
      tell: async (feed, operation, id, { line = null, entry = null } = {}) => {
        (apiClock ?? clock).advance(1);
        await served.db.execute(
          "INSERT INTO sandbox_api.events VALUES ($1, $2, $3, $4, $5, $5, $5, $6, $7)",
          [feed, companyId, id, operation, plain((apiClock ?? clock).now()), line, entry],
        );
      },
      checkEqual: async (domain) => {
        const { result } = await read(domain, { wish: { full: true } });
        assert.equal(result.status, "ok", result.reason ?? "");
        assert.deepEqual(written(result), NOTHING, `${domain} equals the API`);
        assert.deepEqual(result.missed, NOTHING, `${domain}: all was told`);
      },
      faults: (faults) => api.setFaults(faults),
    };
    const begun = clock.now().getTime();
    await test(live);
    const now = Math.max(clock.now().getTime(), apiClock?.now().getTime() ?? 0);
    elapsed += (now - begun) / 1000;
  });
}

const HOUR = 3600;
/** Seconds from noon to the end of the last test. */
let elapsed = 0;

/** No row. */
export const NOTHING = { inserted: 0, updated: 0, deleted: 0 };

/** What is read before a domain, so that its own requests are counted alone. */
function foundationsOf(domain: AnyDomainName): AnyDomainName[] {
  const names: AnyDomainName[] = [
    "fiscal_years",
    "journals",
    "ledger_accounts",
    "customers",
    "suppliers",
    "bank_accounts",
  ];
  return names.filter((name) => name !== domain);
}

/** Per table of the mirror, every version of every row: a row that is written again changes it. */
async function versions({ db }: Books): Promise<Map<string, string>> {
  const tables = await db.rows(
    "SELECT tablename FROM pg_tables WHERE schemaname = 'penny_source' AND NOT starts_with(tablename, 'staging_')",
  );
  const found = new Map<string, string>();
  for (const [table] of tables) {
    const [row] = await db.rows(
      `SELECT count(*), sum(hashtextextended(ctid::text || xmin::text, 0)::numeric) FROM penny_source."${table}"`,
    );
    found.set(table!, String(row));
  }
  return found;
}

/** An instant as PostgreSQL reads it without zone. */
export function plain(date: Date): string {
  return date.toISOString().replace("T", " ").replace("Z", "");
}

/** What was counted, without the rows that were not written. */
export function written({ counts: { inserted, updated, deleted } }: UnitResult) {
  return { inserted, updated, deleted };
}

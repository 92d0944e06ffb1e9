/**
 * Plays Pennylane for many companies: makes their books, serves Data Sharing and the Firm API over them, and counts requests.
 * Prints where they are; then, for each line of its input (how many times Pennylane's limit is allowed from now on), what was
 * asked since the line before.
 * @module
 */
import { stdin } from "node:process";
import { createInterface } from "node:readline";
import { fixedClock, systemClock } from "../../lib/base/mod.ts";
import { loadConfig, type ServerSettings } from "../../lib/config/mod.ts";
import type { Database } from "../../lib/connectors/postgres/mod.ts";
import {
  REAL_LIMIT,
  type SandboxApi,
  type SandboxFirmToken,
  sandboxFirmToken,
  serveSandboxApi,
} from "../../lib/sandbox/api/mod.ts";
import { loadSandbox } from "../../lib/sandbox/mod.ts";
import { standInSettings } from "../../lib/session/demo.ts";
import { openSandboxDatabase } from "../../lib/warehouse/mod.ts";

/** Day of the books. */
export const BOOKS_DATE = "2026-10-31";
/** Each company gets the fewest lines that a company of its trade has. */
const FEWEST_LINES = 300;
const FISCAL_YEARS = 1;
const CONNECTIONS = 8;

/** What is asked for. */
export interface SourceTask {
  readonly companies: number;
  /** Firms, each with a token of its own and its share of the companies. */
  readonly tokens: number;
}

/** Where everything is. */
export interface SourceReady {
  readonly firmBaseUrl: string;
  readonly firmTokens: readonly string[];
  /** Data Sharing, as its user. */
  readonly dataSharing: ServerSettings;
  /** The same database as its owner. */
  readonly books: ServerSettings;
  readonly ledgerLines: number;
}

/** What was asked of the Firm API. */
export interface AskedRequests {
  readonly answered: number;
  /** Answers 429. */
  readonly refused: number;
  /** Most requests in one window of the limit. */
  readonly busiestWindow: number;
}

/** Counts answers, by window. */
class Counter {
  #answered = 0;
  #refused = 0;
  readonly #windows = new Map<number, number>();

  readonly add = (status: number): void => {
    this.#answered++;
    if (status === 429) this.#refused++;
    const window = Math.floor(Date.now() / 1_000 / REAL_LIMIT.windowSeconds);
    this.#windows.set(window, (this.#windows.get(window) ?? 0) + 1);
  };

  /** What was counted since the last call. */
  take(): AskedRequests {
    const busiestWindow = Math.max(0, ...this.#windows.values());
    const taken = { answered: this.#answered, refused: this.#refused, busiestWindow };
    this.#answered = this.#refused = 0;
    this.#windows.clear();
    return taken;
  }
}

async function firmsOf(db: Database, tokens: number): Promise<SandboxFirmToken[]> {
  const { token, scopes } = sandboxFirmToken();
  if (tokens === 1) return [{ token, scopes }];
  const rows = await db.many<{ id: string }>("SELECT id FROM pennylane.companies ORDER BY id");
  return Array.from({ length: tokens }, (_, i) => ({
    token: `${token}-${i + 1}`,
    companyIds: rows.filter((_, rank) => rank % tokens === i).map(({ id }) => Number(id)),
    scopes,
  }));
}

async function main({ companies, tokens }: SourceTask): Promise<void> {
  const config = loadConfig();
  await using sandbox = await openSandboxDatabase(config, { maxConnections: CONNECTIONS });
  const { ledgerLines } = await loadSandbox(sandbox.db, {
    ...{ seed: 1, date: BOOKS_DATE, companies, plantedMistakes: false },
    ...{ lines: FEWEST_LINES * companies, years: FISCAL_YEARS },
  });
  await sandbox.db.execute("ANALYZE");
  const firms = await firmsOf(sandbox.db, tokens);
  const counter = new Counter();
  const serve = (speed: number, port: number): Promise<SandboxApi> =>
    serveSandboxApi(sandbox.db, {
      ...{ tokens: [], firms, port, onAnswer: counter.add },
      clock: fixedClock(new Date(`${BOOKS_DATE}T12:00:00Z`)),
      limitClock: systemClock,
      limit: { ...REAL_LIMIT, requests: REAL_LIMIT.requests * speed },
    });
  let api = await serve(1, 0);
  const { firmBaseUrl } = api;
  const dataSharing = await standInSettings(config, sandbox);
  const firmTokens = firms.map(({ token }) => token);
  tell({ firmBaseUrl, firmTokens, dataSharing, books: sandbox.server, ledgerLines });
  for await (const line of createInterface({ input: stdin })) {
    await api.close();
    api = await serve(Number(line), Number(new URL(firmBaseUrl).port));
    tell(counter.take());
  }
  await api.close();
}

function tell(message: SourceReady | AskedRequests): void {
  console.log(JSON.stringify(message));
}

if (import.meta.main) await main(JSON.parse(Deno.args[0]!));

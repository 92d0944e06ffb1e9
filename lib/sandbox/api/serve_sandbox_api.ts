import { type Clock, systemClock } from "../../base/mod.ts";
import type { Database } from "../../connectors/postgres/mod.ts";
import { ApiServer } from "./api_server.ts";
import { prepareSandboxApi } from "./prepare/prepare_sandbox_api.ts";
import { FaultState } from "./fault_state.ts";
import type { SandboxFault } from "./faults.ts";
import { type RateLimit, REAL_LIMIT } from "./rate_limit.ts";
import type { SandboxFirmToken, SandboxToken } from "./types.ts";

/** How the sandbox API behaves. */
export interface SandboxApiOptions {
  /** Port on 127.0.0.1; 0 takes a free one. @default 0 */
  readonly port?: number;
  /** Decides feeds, what is late, and the life of links. @default the machine's clock */
  readonly clock?: Clock;
  /** Decides the windows of the rate limit; give one that runs when `clock` stands still. @default `clock` */
  readonly limitClock?: Clock;
  readonly tokens: readonly SandboxToken[];
  /** Tokens of firms, for the Firm API. @default none */
  readonly firms?: readonly SandboxFirmToken[];
  /** Requests by token and window. @default 25 in 5 seconds, the real one */
  readonly limit?: RateLimit;
  /** What goes wrong from the start. @default nothing */
  readonly faults?: readonly SandboxFault[];
  /** Hears the HTTP status of every answer. @default nobody */
  readonly onAnswer?: (status: number) => void;
}

/** A running sandbox API. */
export interface SandboxApi extends AsyncDisposable {
  /** `http://127.0.0.1:<port>/api/external/v2`, without a slash at the end. */
  readonly baseUrl: string;
  /** `http://127.0.0.1:<port>/api/external/firm/v1`, without a slash at the end. */
  readonly firmBaseUrl: string;
  /** Replaces the faults in force. */
  setFaults(faults: readonly SandboxFault[]): void;
  /** Stops listening and waits for the requests under way; may be called twice. */
  close(): Promise<void>;
}

/**
 * Serves the company API v2 of Pennylane, and the Firm API v1, over the synthetic books of the stand-in.
 *
 * @param db Connected as owner to the stand-in's database; stays open.
 * @param options Tokens, limit, clock and faults.
 * @returns The server, listening on loopback.
 * @throws {UsageError} The database holds no books, a token is for a company that they do not have, or the port is taken.
 */
export async function serveSandboxApi(
  db: Database,
  options: SandboxApiOptions,
): Promise<SandboxApi> {
  await prepareSandboxApi(db);
  const clock = options.clock ?? systemClock;
  const faults = new FaultState(options.faults ?? []);
  const server = await ApiServer.start(db, {
    port: options.port ?? 0,
    clock,
    limitClock: options.limitClock ?? clock,
    tokens: options.tokens,
    firms: options.firms ?? [],
    limit: options.limit ?? REAL_LIMIT,
    faults,
    onAnswer: options.onAnswer ?? (() => {}),
  });
  return {
    baseUrl: server.baseUrl,
    firmBaseUrl: server.firmBaseUrl,
    setFaults: (next) => faults.set(next),
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

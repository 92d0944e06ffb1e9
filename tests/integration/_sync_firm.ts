import { openFirm } from "../../lib/connectors/pennylane/mod.ts";
import type { FirmToken } from "../../lib/sync/mod.ts";
import { FIRM } from "./_firm_api.ts";

/** Tokens of firms whose clients are open. */
export interface OpenFirms extends AsyncDisposable {
  readonly firm: readonly FirmToken[];
}

/**
 * Tokens of firms as the session opens them; who wants to sleep moves a clock instead.
 *
 * @param firmBaseUrl Of the sandbox, or of what stands before it.
 * @param tokens Their texts.
 */
export function openFirmTokens(
  firmBaseUrl: string,
  tokens: readonly string[] = [FIRM.token],
): OpenFirms {
  let waitedMs = 0;
  const clock = { now: () => new Date(Date.now() + waitedMs) };
  const sleep = (ms: number) => {
    waitedMs += ms;
    return Promise.resolve();
  };
  const clients = tokens.map((token) => openFirm({ token, baseUrl: firmBaseUrl, clock, sleep }));
  return {
    firm: clients.map((client, i) => ({
      position: i + 1,
      hash: `firm-${tokens[i]}`,
      client: () => Promise.resolve(client),
    })),
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) await client.close();
    },
  };
}

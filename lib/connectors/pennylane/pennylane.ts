import { type ChangesOptions, readChanges } from "./_changes.ts";
import { createExports } from "./_exports.ts";
import { COMPANY_SETTINGS } from "./_failure.ts";
import { openTransport, type PennylaneOptions } from "./_open_transport.ts";
import { createResources } from "./_resource.ts";
import { parseRow } from "./_rows.ts";
import type { Transport } from "./_transport.ts";
import type { Exports } from "./exports.ts";
import { CHANGE_FEEDS, type ChangeFeed, type ChangeOf, RESOURCES } from "./resources.ts";
import { type Account, accountSchema } from "./schemas/accounting.ts";
import type { Listing, Resource } from "./types.ts";

export type { ChangesOptions } from "./_changes.ts";
export type { PennylaneOptions } from "./_open_transport.ts";

/** Where the company API is. */
export const PENNYLANE_BASE_URL = "https://app.pennylane.com/api/external/v2";

/** A client of one company: its resources by name, and what follows. */
export type Pennylane =
  & { readonly [K in keyof typeof RESOURCES]: Resource<(typeof RESOURCES)[K]> }
  & AsyncDisposable
  & {
    /** Whom the token stands for: user, company, scopes. Needs no scope. */
    me(): Promise<Account>;
    /** Events of a change feed, oldest first: ids and what happened, never the state. Kept for 4 weeks. */
    changes<F extends ChangeFeed>(feed: F, options?: ChangesOptions): Listing<ChangeOf<F>>;
    /** Files that Pennylane makes: FEC, general ledger, analytical ledger. */
    readonly exports: Exports;
    /** Closes the connections; may be called twice. */
    close(): Promise<void>;
  };

/**
 * Opens a client of Pennylane's company API v2, read-only but for the making of export files. Nothing is sent before the
 * first call.
 *
 * @param options Token, and how to reach the API.
 * @returns The client; close it, or use `await using`.
 * @throws UsageError Token, base URL or proxy have no usable form.
 *
 * @example
 * ```ts ignore
 * await using client = openPennylane({ token });
 * const { company } = await client.me();
 * for await (const customer of client.customers.list({ limit: 100 })) {
 *   console.log(company.name, customer.name);
 * }
 * ```
 */
export function openPennylane(options: PennylaneOptions): Pennylane {
  const place = { baseUrl: PENNYLANE_BASE_URL, names: COMPANY_SETTINGS };
  const { transport, close } = openTransport(options, place);
  return assemble(transport, close);
}

function assemble(transport: Transport, close: () => Promise<void>): Pennylane {
  return Object.freeze({
    ...createResources(transport, RESOURCES),
    me: async () => {
      const request = { method: "GET", path: "/me" } as const;
      return parseRow(accountSchema, await transport.call(request), { request, name: "me" });
    },
    changes: (feed: ChangeFeed, options: ChangesOptions = {}) =>
      readChanges(transport, CHANGE_FEEDS, { feed, options }),
    exports: createExports(transport),
    close,
    [Symbol.asyncDispose]: close,
  }) as Pennylane;
}

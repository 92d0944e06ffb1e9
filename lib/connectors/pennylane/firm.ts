import { UsageError } from "../../base/mod.ts";
import { type ChangesOptions, readChanges } from "./_changes.ts";
import { createExports } from "./_exports.ts";
import { FIRM_SETTINGS } from "./_failure.ts";
import { openTransport, type PennylaneOptions } from "./_open_transport.ts";
import { createResource, createResources } from "./_resource.ts";
import { below, type Transport } from "./_transport.ts";
import type { Exports } from "./exports.ts";
import { FIRM_COMPANIES, FIRM_FEEDS, FIRM_RESOURCES, type FirmFeed } from "./firm_resources.ts";
import type { Change } from "./schemas/changes.ts";
import type { Listing, Resource } from "./types.ts";

/** Where the Firm API is. */
export const FIRM_BASE_URL = "https://app.pennylane.com/api/external/firm/v1";

/** A company of a firm: its resources by name, as on the client of a company, and what follows. */
export type FirmCompany =
  & { readonly [K in keyof typeof FIRM_RESOURCES]: Resource<(typeof FIRM_RESOURCES)[K]> }
  & {
    /** Pennylane's id of the company. */
    readonly id: number;
    /** Events of a change feed, oldest first: ids and what happened, never the state. Kept for 4 weeks. */
    changes(feed: FirmFeed, options?: ChangesOptions): Listing<Change>;
    /** Files that Pennylane makes: FEC, analytical ledger. */
    readonly exports: Pick<Exports, "fec" | "analyticalLedger">;
  };

/** A client of an accounting firm. */
export interface Firm extends AsyncDisposable {
  /** The companies that the token opens. */
  readonly companies: Resource<typeof FIRM_COMPANIES>;
  /** A company by its id; nothing is asked before it is read. All companies share the budget of the token. */
  company(id: number): FirmCompany;
  /** Closes the connections; may be called twice. */
  close(): Promise<void>;
}

/**
 * Opens a client of Pennylane's Firm API v1, read-only but for the making of export files. Nothing is sent before the first
 * call.
 *
 * @param options Token of the firm, and how to reach the API.
 * @returns The client; close it, or use `await using`.
 * @throws UsageError Token, base URL or proxy have no usable form.
 *
 * @example
 * ```ts ignore
 * await using firm = openFirm({ token });
 * for await (const { id, name } of firm.companies.list()) {
 *   const customers = await firm.company(id).customers.list().toArray();
 *   console.log(name, customers.length);
 * }
 * ```
 */
export function openFirm(options: PennylaneOptions): Firm {
  const place = { baseUrl: FIRM_BASE_URL, names: FIRM_SETTINGS };
  const { transport, close } = openTransport(options, place);
  return Object.freeze({
    companies: createResource(transport, FIRM_COMPANIES),
    company: (id: number) => companyOf(transport, id),
    close,
    [Symbol.asyncDispose]: close,
  });
}

function companyOf(transport: Transport, id: number): FirmCompany {
  if (!Number.isSafeInteger(id) || id <= 0) {
    throw new UsageError(
      `Impossible de lire la société « ${id} » du cabinet : identifiant inutilisable ; donnez un entier positif`,
    );
  }
  const own = below(transport, `/companies/${id}`);
  const { fec, analyticalLedger } = createExports(own);
  return Object.freeze({
    ...createResources(own, FIRM_RESOURCES),
    id,
    changes: (feed: FirmFeed, options: ChangesOptions = {}) =>
      readChanges(own, FIRM_FEEDS, { feed, options }),
    exports: Object.freeze({ fec, analyticalLedger }),
  }) as FirmCompany;
}

import type { Clock } from "../../../lib/base/mod.ts";
import { type DataSharing, openDataSharing } from "../../../lib/connectors/data_sharing/mod.ts";
import { openPennylane } from "../../../lib/connectors/pennylane/mod.ts";
import type { ConnectSettings, Database } from "../../../lib/connectors/postgres/mod.ts";
import {
  type AnyDomainName,
  columnsReadBy,
  DOMAIN_NAMES,
  type DomainName,
  DOMAINS,
  type SourceName,
} from "../../../lib/domains/mod.ts";
import type { ApiToken, SyncContext } from "../../../lib/sync/mod.ts";

/** The domains that a source gives. */
export function domainsOf(source: SourceName): DomainName[] {
  return DOMAIN_NAMES.filter((name) => columnsReadBy(DOMAINS[name], source).length > 0);
}

/** The domains that a source gives and that Penny mirrors: those too that only others are joined with. */
export function mirroredFrom(source: SourceName): AnyDomainName[] {
  return Object.values(DOMAINS).map(({ name }) => name)
    .filter((name) => name !== "companies" && columnsReadBy(DOMAINS[name], source).length > 0);
}

/** Where companies that move are read. */
export interface MovingSources {
  readonly books: ConnectSettings;
  readonly baseUrl: string;
  readonly tokens: readonly string[];
}

/** Both sources, open. */
export interface OpenSources extends AsyncDisposable {
  /** A run of its own that prefers one source. */
  context(runId: string, source: SourceName): SyncContext;
}

/**
 * Opens both sources of companies that move.
 *
 * @param sources Where they are.
 * @param reader The warehouse and the clock of who reads them.
 */
export function openSources(
  { books, baseUrl, tokens }: MovingSources,
  { db, clock }: { readonly db: Database; readonly clock: Clock },
): OpenSources {
  const dataSharing: DataSharing = openDataSharing({ ...books, sslMode: "disable" });
  const clients = tokens.map((token) => openPennylane({ token, baseUrl }));
  const api = clients.map((client, i): ApiToken => ({
    position: i + 1,
    hash: `hash-${i}`,
    client: () => Promise.resolve(client),
  }));
  return {
    context: (runId, source) => ({
      ...{ db, dataSharing, clock, runId, api, companies: [], schema: "pennylane" },
      sourceChoice: Object.fromEntries(domainsOf(source).map((name) => [name, source])),
      fingerprint: "same",
      emit: () => {},
    }),
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) await client.close();
      await dataSharing.close();
    },
  };
}

import type { Database } from "../connectors/postgres/mod.ts";
import type { KnownCompany } from "../sync/known_identity.ts";
import { lockCompanies } from "../sync/known_companies.ts";

/** By the token's hash, the company that it stood for when it was asked last. */
export type KnownTokens = ReadonlyMap<
  string,
  { readonly name: string; readonly apiId: string | null }
>;

/** What earlier readings left in the base. */
export interface KnownBase {
  readonly companies: readonly KnownCompany[];
  readonly tokens: KnownTokens;
}

/** As if nothing had ever been read. */
export const NOTHING_KNOWN: KnownBase = { companies: [], tokens: new Map() };

/**
 * Reads what earlier readings left in the base.
 *
 * @param db The warehouse.
 * @param options `dataSharing`: whether it is configured.
 * @returns Companies and tokens.
 */
export async function readKnown(
  db: Database,
  options: { readonly dataSharing: boolean },
): Promise<KnownBase> {
  const companies = await db.transaction((tx) => lockCompanies(tx, options));
  const rows = await db.many<{ token_hash: string; name: string; api_id: string | null }>(
    "SELECT token_hash, name, api_id FROM penny.api_tokens JOIN penny.companies USING (company_id)",
  );
  const tokens = new Map(
    rows.map((row) => [row.token_hash, { name: row.name, apiId: row.api_id }]),
  );
  return { companies, tokens };
}

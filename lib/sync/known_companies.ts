import type { Queryable } from "../connectors/postgres/mod.ts";
import type { KnownCompany } from "./known_identity.ts";

interface KnownRow {
  readonly company_id: string;
  readonly name: string;
  readonly data_sharing_id: string | null;
  readonly data_sharing_siren: string | null;
  readonly api_id: string | null;
  readonly api_siren: string | null;
  readonly firm_id: string | null;
  readonly firm_siren: string | null;
  readonly shown: boolean | null;
}

/**
 * Waits until no other process decides about companies; none does until the transaction ends.
 *
 * @param tx A transaction; it must be short, others wait.
 */
export async function awaitDecisions(tx: Queryable): Promise<void> {
  await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('penny:companies', 0))");
}

/**
 * All companies, read for a decision about them: until the transaction ends no other process decides.
 *
 * @param tx A transaction; it must be short, others wait.
 * @param options `dataSharing`: whether Data Sharing is configured.
 * @returns By ascending `company_id`.
 */
export async function lockCompanies(
  tx: Queryable,
  { dataSharing }: { readonly dataSharing: boolean },
): Promise<KnownCompany[]> {
  await awaitDecisions(tx);
  const rows = await tx.many<KnownRow>(
    "SELECT company_id, name, data_sharing_id, data_sharing_siren, api_id, api_siren, " +
      "firm_id, firm_siren, " +
      "data_sharing_seen_at = max(data_sharing_seen_at) OVER () AS shown " +
      "FROM penny.companies ORDER BY company_id",
  );
  return rows.map((row) => ({
    companyId: row.company_id,
    name: row.name,
    data_sharing: identity(row.data_sharing_id, row.data_sharing_siren),
    api: identity(row.api_id, row.api_siren),
    firm: identity(row.firm_id, row.firm_siren),
    inDataSharing: dataSharing && row.shown === true,
  }));
}

function identity(id: string | null, siren: string | null): KnownCompany["api"] {
  return id === null ? null : { id, siren };
}

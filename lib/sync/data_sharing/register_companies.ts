import { UsageError } from "../../base/mod.ts";
import type { DataSharing } from "../../connectors/data_sharing/mod.ts";
import { DOMAINS } from "../../domains/mod.ts";
import { decideIdentities } from "../company_identities.ts";
import { type ShownCompany } from "../known_identity.ts";
import { lockCompanies } from "../known_companies.ts";
import { readSiren } from "../read_siren.ts";
import type { Registration, SyncContext } from "../types.ts";
import { isNotShared } from "./probe_source.ts";
import { matchColumns } from "./source_columns.ts";

/**
 * Registers the companies that Data Sharing shows.
 *
 * @param context The synchronisation; without Data Sharing nothing is done.
 * @returns Companies that are refused.
 * @throws {UsageError} Data Sharing has no table of companies, or shows none.
 */
export async function registerDataSharingCompanies(context: SyncContext): Promise<Registration> {
  const { db, dataSharing } = context;
  if (!dataSharing) return { faults: [], notes: [] };
  const seenAt = await nextReading(context);
  const shown = await shownCompanies(dataSharing);
  if (shown.length === 0) throw noCompany();
  const faults = await db.transaction(async (tx) => {
    const known = await lockCompanies(tx, { dataSharing: true });
    const decisions = decideIdentities(known, shown, "data_sharing");
    const rows = decisions.flatMap((decision) =>
      decision.kind === "refused" ? [] : [{ ...decision.shown, company_id: decision.companyId }]
    );
    await tx.execute(
      "INSERT INTO penny.companies AS c (company_id, name, data_sharing_id, data_sharing_siren, data_sharing_seen_at) " +
        "SELECT company_id, name, id, siren, $2::timestamptz " +
        "FROM jsonb_to_recordset($1::jsonb) AS r(company_id bigint, name text, id bigint, siren text) " +
        "ORDER BY company_id " +
        "ON CONFLICT (company_id) DO UPDATE SET name = excluded.name, " +
        "data_sharing_id = excluded.data_sharing_id, data_sharing_siren = excluded.data_sharing_siren, " +
        // Another process may have been here since, by a clock that is ahead of ours.
        "data_sharing_seen_at = greatest(c.data_sharing_seen_at, excluded.data_sharing_seen_at)",
      [JSON.stringify(rows), seenAt],
    );
    // When all are refused no row has the new instant, and those of the reading before would count as still shown.
    if (rows.length === 0) {
      await tx.execute(
        "UPDATE penny.companies SET data_sharing_seen_at = NULL WHERE data_sharing_seen_at < $1",
        [seenAt],
      );
    }
    return decisions.flatMap((decision) => decision.kind === "refused" ? [decision.reason] : []);
  });
  return { faults, notes: [] };
}

/**
 * The instant under which a reading is kept, taken before it begins: who began later saw at least as much. A clock that
 * stands still or goes back must not bring back those that this reading no longer shows.
 */
async function nextReading({ db, clock }: SyncContext): Promise<string> {
  const { at } = await db.one<{ at: string }>(
    "SELECT greatest($1::timestamptz, max(data_sharing_seen_at) + interval '1 microsecond') AS at " +
      "FROM penny.companies",
    [clock.now().toISOString()],
  );
  return at;
}

async function shownCompanies(dataSharing: DataSharing): Promise<ShownCompany[]> {
  const fields = await dataSharing.probe("companies").catch((error) => {
    throw isNotShared(error) ? noTable() : error;
  });
  const { companyColumn } = matchColumns(DOMAINS.companies, fields);
  const counts = await dataSharing.countByCompany("companies", companyColumn);
  const ids = counts.flatMap(({ companyId }) => companyId === null ? [] : [companyId]);
  const columns = [companyColumn, "name", "registration_number"].map((name) => ({ name }));
  const selection = { table: "companies", columns, companyColumn, companies: ids };
  const rows: (string | null)[][] = [];
  await dataSharing.snapshot(async (snapshot) => {
    // It may be begun again after a broken connection.
    rows.length = 0;
    if (ids.length === 0) return;
    for await (const batch of snapshot.read(selection)) rows.push(...batch);
  });
  return rows.map(([id, name, siren]) => ({
    id: id!,
    name: name ?? id!,
    siren: readSiren(siren ?? null),
  }));
}

function noTable(): UsageError {
  return new UsageError(
    "Impossible de lire les sociétés : Data Sharing ne donne pas la table pennylane.companies ; " +
      "vérifiez REDSHIFT_DATABASE et les droits de REDSHIFT_USER dans Pennylane",
  );
}

function noCompany(): UsageError {
  return new UsageError(
    "Impossible de lire les sociétés : Data Sharing n'en montre aucune ; " +
      "vérifiez les droits de l'utilisateur REDSHIFT_USER dans Pennylane",
  );
}

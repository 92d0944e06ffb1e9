import { UsageError } from "../base/mod.ts";
import type { Queryable } from "../connectors/postgres/mod.ts";
import { DOMAINS } from "../domains/mod.ts";
import { matchColumns } from "./source_columns.ts";
import type { Company, SyncContext } from "./types.ts";

interface CompanyRow {
  readonly company_id: string;
  readonly name: string;
  readonly siren: string | null;
  readonly data_sharing_id: string | null;
}

const COLUMNS = "company_id, name, siren, data_sharing_id";

/**
 * Reads which companies the source shows and gives each its `company_id`, kept for good. A company that is no longer
 * shown stays in `penny.companies`, with the day it was last seen; nothing of it is deleted.
 *
 * @param context The synchronisation; without Data Sharing nothing is done.
 */
export async function registerCompanies(context: SyncContext): Promise<void> {
  const { db, dataSharing } = context;
  if (!dataSharing) return;
  const { companyColumn } = matchColumns(DOMAINS.companies, await dataSharing.probe("companies"));
  const counts = await dataSharing.countByCompany("companies", companyColumn);
  const ids = counts.flatMap(({ companyId }) => companyId === null ? [] : [companyId]);
  const rows: (string | null)[][] = [];
  if (ids.length > 0) {
    await dataSharing.snapshot(async (snapshot) => {
      rows.length = 0;
      const columns = [companyColumn, "name", "registration_number"].map((name) => ({ name }));
      const selection = { table: "companies", columns, companyColumn, companies: ids };
      for await (const batch of snapshot.read(selection)) rows.push(...batch);
    });
  }
  await db.execute(
    "INSERT INTO penny.companies AS c (company_id, name, siren, data_sharing_id, last_seen_at) " +
      "SELECT id, name, left(regexp_replace(siren, '\\D', '', 'g'), 9), id, $2 " +
      "FROM jsonb_to_recordset($1::jsonb) AS r(id bigint, name text, siren text) " +
      "ON CONFLICT (data_sharing_id) DO UPDATE SET name = excluded.name, siren = excluded.siren, " +
      "last_seen_at = excluded.last_seen_at",
    [
      JSON.stringify(rows.map(([id, name, siren]) => ({ id, name: name ?? id, siren }))),
      context.clock.now().toISOString(),
    ],
  );
}

/** The companies that the source showed at the last reading of `companies`, by name. */
export async function visibleCompanies(db: Queryable): Promise<Company[]> {
  const rows = await db.many<CompanyRow>(
    `SELECT ${COLUMNS} FROM penny.companies WHERE data_sharing_id IS NOT NULL ` +
      "AND last_seen_at = (SELECT max(last_seen_at) FROM penny.companies) ORDER BY name, company_id",
  );
  return rows.map(toCompany);
}

/** Every company that Penny has ever read, by name. */
export async function knownCompanies(db: Queryable): Promise<Company[]> {
  const rows = await db.many<CompanyRow>(
    `SELECT ${COLUMNS} FROM penny.companies ORDER BY name, company_id`,
  );
  return rows.map(toCompany);
}

/**
 * The companies that names, SIREN or ids point at.
 *
 * @param companies Those to choose from.
 * @param wanted As the user wrote them; empty: all.
 * @throws {UsageError} One that points at no company, or at several.
 *
 * @example
 * ```ts
 * import { selectCompanies } from "./companies.ts";
 * import assert from "node:assert/strict";
 * const companies = [
 *   { companyId: "7", name: "Pharmacie du Marché", siren: "732829320", dataSharingId: "7" },
 *   { companyId: "8", name: "Agence Lumière", siren: null, dataSharingId: "8" },
 * ];
 * assert.deepEqual(selectCompanies(companies, ["pharmacie du marche"]).map((c) => c.companyId), ["7"]);
 * ```
 */
export function selectCompanies(
  companies: readonly Company[],
  wanted: readonly string[],
): Company[] {
  if (wanted.length === 0) return [...companies];
  const chosen = new Set(wanted.map((text) => findCompany(companies, text)));
  return companies.filter((company) => chosen.has(company));
}

/**
 * The one company that a name, SIREN or id points at; case and accents do not count.
 *
 * @throws {UsageError} None, or several.
 */
export function findCompany(companies: readonly Company[], text: string): Company {
  const folded = fold(text);
  const digits = text.replace(/\s/g, "");
  const exact = companies.filter((company) =>
    company.companyId === digits || company.siren === digits || fold(company.name) === folded
  );
  const found = exact.length > 0 ? exact : companies.filter((c) => fold(c.name).includes(folded));
  if (found.length === 1) return found[0]!;
  const state = found.length === 0
    ? "aucune société ne correspond"
    : "plusieurs sociétés correspondent";
  const names = (found.length === 0 ? companies : found).slice(0, 10)
    .map((company) => `${company.name} (${company.siren ?? company.companyId})`);
  throw new UsageError(
    `Impossible de choisir la société « ${text} » : ${state} ; choisissez parmi : ${
      names.join(", ")
    }`,
  );
}

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

function toCompany(row: CompanyRow): Company {
  return {
    companyId: row.company_id,
    name: row.name,
    siren: row.siren,
    dataSharingId: row.data_sharing_id,
  };
}

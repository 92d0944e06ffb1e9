import { UsageError } from "../base/mod.ts";
import type { Queryable } from "../connectors/postgres/mod.ts";
import { DOMAINS } from "../domains/mod.ts";
import { isNotShared } from "./data_sharing/probe_source.ts";
import { matchColumns } from "./data_sharing/source_columns.ts";
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
 * @throws {UsageError} The source has no table of companies, or shows none: with a lost right nothing may be read, else all would be deleted.
 */
export async function registerCompanies(context: SyncContext): Promise<void> {
  const { db, dataSharing } = context;
  if (!dataSharing) return;
  const fields = await dataSharing.probe("companies").catch((error) => {
    throw isNotShared(error) ? noTable() : error;
  });
  const { companyColumn } = matchColumns(DOMAINS.companies, fields);
  const counts = await dataSharing.countByCompany("companies", companyColumn);
  const ids = counts.flatMap(({ companyId }) => companyId === null ? [] : [companyId]);
  const rows: (string | null)[][] = [];
  const columns = [companyColumn, "name", "registration_number"].map((name) => ({ name }));
  const selection = { table: "companies", columns, companyColumn, companies: ids };
  await dataSharing.snapshot(async (snapshot) => {
    rows.length = 0;
    if (ids.length === 0) return;
    for await (const batch of snapshot.read(selection)) rows.push(...batch);
  });
  if (rows.length === 0) throw noCompany();
  await db.execute(
    "WITH latest AS (SELECT max(last_seen_at) AS at FROM penny.companies) " +
      "INSERT INTO penny.companies AS c (company_id, name, siren, data_sharing_id, last_seen_at) " +
      "SELECT DISTINCT ON (id) id, name, left(regexp_replace(siren, '\\D', '', 'g'), 9), id, " +
      // A clock that stands still or goes back must not bring back those that this reading no longer shows.
      "greatest($2, latest.at + interval '1 microsecond') " +
      "FROM jsonb_to_recordset($1::jsonb) AS r(id bigint, name text, siren text), latest ORDER BY id, name " +
      "ON CONFLICT (data_sharing_id) DO UPDATE SET name = excluded.name, siren = excluded.siren, " +
      // Another process may have been here since, by a clock that is ahead of ours.
      "last_seen_at = greatest(c.last_seen_at, excluded.last_seen_at)",
    [
      JSON.stringify(rows.map(([id, name, siren]) => ({ id, name: name ?? id, siren }))),
      context.clock.now().toISOString(),
    ],
  );
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

/**
 * The companies that the source showed at the last reading of `companies`, by name.
 *
 * @param db The warehouse.
 * @returns Companies by name; none before the first reading.
 */
export async function visibleCompanies(db: Queryable): Promise<Company[]> {
  const rows = await db.many<CompanyRow>(
    `SELECT ${COLUMNS} FROM penny.companies WHERE data_sharing_id IS NOT NULL ` +
      "AND last_seen_at = (SELECT max(last_seen_at) FROM penny.companies) ORDER BY name, company_id",
  );
  return rows.map(toCompany);
}

/**
 * The companies that PENNY_SOCIETES points at.
 *
 * @param companies Those to choose from.
 * @param wanted As the user wrote them; empty: all.
 * @returns Those pointed at, in the order of `companies`.
 * @throws {UsageError} Some point at no company, or at several; the message names all of them.
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
  const found = wanted.map((text) => lookUp(companies, text));
  const faults = wanted.flatMap((text, i) =>
    found[i]!.length === 1 ? [] : [notOne(companies, `${text} » (PENNY_SOCIETES)`, found[i]!)]
  );
  if (faults.length > 0) throw new UsageError(faults.join("\n"));
  const chosen = new Set(found.flat());
  return companies.filter((company) => chosen.has(company));
}

/**
 * The one company that a name, SIREN or id points at; case and accents do not count.
 *
 * @param companies Those to choose from.
 * @param text As the user wrote it; part of a name is enough where no company has it whole.
 * @returns The company.
 * @throws {UsageError} None, or several.
 */
export function findCompany(companies: readonly Company[], text: string): Company {
  const found = lookUp(companies, text);
  if (found.length === 1) return found[0]!;
  throw new UsageError(notOne(companies, `${text} »`, found));
}

function lookUp(companies: readonly Company[], text: string): Company[] {
  const folded = fold(text);
  if (folded === "") return [];
  const digits = text.replace(/\s/g, "");
  const exact = companies.filter((company) =>
    company.companyId === digits || company.siren === digits || fold(company.name) === folded
  );
  return exact.length > 0 ? exact : companies.filter((c) => fold(c.name).includes(folded));
}

function notOne(companies: readonly Company[], asked: string, found: readonly Company[]): string {
  const state = found.length === 0
    ? "aucune société ne correspond"
    : "plusieurs sociétés correspondent";
  const names = (found.length === 0 ? companies : found).slice(0, 10)
    .map((company) => `${company.name} (${company.siren ?? company.companyId})`);
  return `Impossible de choisir la société « ${asked} : ${state} ; choisissez parmi : ${
    names.join(", ")
  }`;
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

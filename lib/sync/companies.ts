import { DataError, UsageError } from "../base/mod.ts";
import { foldName } from "./fold_name.ts";
import type { ApiToken, Company, FirmToken, SyncContext } from "./types.ts";

interface CompanyRow {
  readonly company_id: string;
  readonly name: string;
  readonly siren: string | null;
  readonly client_code: string | null;
  readonly data_sharing_id: string | null;
  readonly token_hash: string | null;
  readonly fault: string | null;
  readonly firm_hash: string | null;
  readonly firm_id: string | null;
  readonly firm_fault: string | null;
}

/** `$1` hashes of the companies' tokens, `$2` whether Data Sharing is configured, `$3` hashes of the firms' tokens. */
const VISIBLE = `
  WITH latest AS (SELECT max(data_sharing_seen_at) AS at FROM penny.companies),
  tokens AS (
    SELECT DISTINCT ON (company_id) company_id, token_hash, fault
      FROM unnest($1::text[]) WITH ORDINALITY AS given(token_hash, position)
      JOIN penny.api_tokens USING (token_hash) WHERE company_id IS NOT NULL
     ORDER BY company_id, fault IS NOT NULL, position),
  firms AS (
    SELECT DISTINCT ON (company_id) company_id, token_hash AS firm_hash, o.firm_id, t.fault AS firm_fault
      FROM unnest($3::text[]) WITH ORDINALITY AS given(token_hash, position)
      JOIN penny.firm_tokens t USING (token_hash) JOIN penny.firm_companies o USING (token_hash)
     WHERE company_id IS NOT NULL AND lost_at IS NULL
     ORDER BY company_id, t.fault IS NOT NULL, position),
  shown AS (
    SELECT company_id, name, siren, client_code, token_hash, fault, firm_hash, firms.firm_id, firm_fault,
           CASE WHEN $2 AND data_sharing_seen_at = latest.at THEN data_sharing_id END AS data_sharing_id
      FROM latest CROSS JOIN penny.companies
      LEFT JOIN tokens USING (company_id) LEFT JOIN firms USING (company_id))
  SELECT * FROM shown
   WHERE data_sharing_id IS NOT NULL OR token_hash IS NOT NULL OR firm_hash IS NOT NULL
   ORDER BY name, company_id`;

/**
 * The companies that the configured sources show: Data Sharing at its last reading of `companies`, the API by a token that
 * stands for the company, a firm by the list that its token gave last. Of several tokens of a company the first without a
 * fault counts.
 *
 * A token with a fault still counts where there is no other, so that nothing of its company comes from another source in
 * silence: its `client()` rejects with a `DataError` that tells the fault.
 *
 * @param context The synchronisation.
 * @returns Companies by name; none before the first registration.
 */
export async function visibleCompanies(
  { db, dataSharing, api, firm = [] }: Pick<SyncContext, "db" | "dataSharing" | "api" | "firm">,
): Promise<Company[]> {
  const byPosition = (a: ApiToken | FirmToken, b: ApiToken | FirmToken) => a.position - b.position;
  const tokens = api.toSorted(byPosition);
  const firms = firm.toSorted(byPosition);
  const rows = await db.many<CompanyRow>(VISIBLE, [
    tokens.map(({ hash }) => hash),
    dataSharing !== null,
    firms.map(({ hash }) => hash),
  ]);
  const byHash = new Map(tokens.map((token) => [token.hash, token]));
  const firmByHash = new Map(firms.map((token) => [token.hash, token]));
  return rows.map((row) => ({
    companyId: row.company_id,
    name: row.name,
    siren: row.siren,
    clientCode: row.client_code,
    dataSharingId: row.data_sharing_id,
    token: row.token_hash === null ? null : usable(byHash.get(row.token_hash)!, row.fault),
    firm: row.firm_hash === null
      ? null
      : { token: usable(firmByHash.get(row.firm_hash)!, row.firm_fault), id: row.firm_id! },
  }));
}

/** A token as it is; one with a fault is never sent: it may show another company by now. */
function usable<T extends ApiToken | FirmToken>(token: T, fault: string | null): T {
  if (fault === null) return token;
  return { ...token, client: () => Promise.reject(new DataError(fault)) };
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
 *   { companyId: "7", name: "Pharmacie du Marché", siren: "732829320", dataSharingId: "7", token: null },
 *   { companyId: "8", name: "Agence Lumière", siren: null, dataSharingId: "8", token: null },
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
 * The one company that a name, SIREN, id or code of the firm points at; case and accents do not count.
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

/**
 * Whether a text is the name, the SIREN, the id of a company, or the code of its file in the firm; case and accents do not
 * count.
 *
 * @param company Any company.
 * @param text As the user wrote it, whole.
 * @returns True for this company alone, unless two bear one name.
 */
export function isCalled(
  company: Pick<Company, "companyId" | "siren" | "name" | "clientCode">,
  text: string,
): boolean {
  const digits = text.replace(/\s/g, "");
  const folded = foldName(text);
  const code = company.clientCode ?? "";
  return company.companyId === digits || company.siren === digits ||
    foldName(company.name) === folded || (code !== "" && foldName(code) === folded);
}

function lookUp(companies: readonly Company[], text: string): Company[] {
  const folded = foldName(text);
  if (folded === "") return [];
  const exact = companies.filter((company) => isCalled(company, text));
  return exact.length > 0 ? exact : companies.filter((c) => foldName(c.name).includes(folded));
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

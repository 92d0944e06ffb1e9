import { refused } from "../api_error.ts";
import { addFilters } from "../filters.ts";
import { refuseHashFilter } from "../parameters.ts";
import type { ApiContext, SandboxFirmToken, SandboxRow, TokenCompany } from "../types.ts";
import { field, SET } from "../resources/shared.ts";

/** What a firm token opens. */
export interface FirmScope {
  readonly context: ApiContext;
  readonly token: SandboxFirmToken;
}

/** A company of a firm: as endpoints need it, and as the API shows it. */
export interface FirmCompany extends TokenCompany {
  readonly json: Record<string, unknown>;
}

/** Ids of copies begin above those of all companies. */
const FIRST_COPY = 4_000_000_000;

/** The companies, where the code of a file is its rank in the firm, and `$3` copies of the first. */
const COMPANIES_SQL =
  `(WITH own AS (SELECT c.company_id, c.api_id AS id, c.name, c.reg_no, p.trade_name, p.city,
    p.postal_code, p.activity_code, 'CLI' || lpad(rank() OVER (ORDER BY c.company_id)::text, 4, '0') AS client_code,
    coalesce(y.external_id, upper(left(md5(c.company_id::text), 10))) AS external_id
  FROM sandbox_api.companies c JOIN pennylane.companies p ON p.id = c.company_id
  LEFT JOIN (SELECT company_id, max(company_external_id) AS external_id FROM pennylane.fiscal_years GROUP BY 1) y
    ON y.company_id = c.company_id
  WHERE $1::bigint[] IS NULL OR c.company_id = ANY($1))
  SELECT * FROM own
  UNION ALL
  SELECT company_id, ${FIRST_COPY} + n, name || ' ' || n, '', trade_name, city, postal_code, activity_code,
         'COP' || lpad(n::text, 5, '0'), 'COPIE' || n
    FROM (SELECT * FROM own ORDER BY company_id LIMIT 1) f CROSS JOIN generate_series(1, $3::int) n) r`;

/**
 * The companies of a firm, by ascending id.
 *
 * @param scope What the token opens; companies that a fault takes from it are left out.
 * @param url With `filter`, when it is a request for the list.
 * @throws {ApiError} 400: the filter does not fit.
 */
export async function firmCompanies(
  { context, token: { companyIds, copies = 0 } }: FirmScope,
  url: URL | null,
): Promise<FirmCompany[]> {
  const sql = {
    conditions: ["r.company_id <> ALL($2::bigint[])"],
    params: [companyIds ?? null, context.faults.lostCompanies(), copies] as unknown[],
  };
  if (url !== null) {
    refuseHashFilter(url);
    const filters = { client_code: field("r.client_code", "text", SET) };
    addFilters(url.searchParams.get("filter"), filters, sql);
  }
  const rows = await context.db.many<SandboxRow>(
    `SELECT r.* FROM ${COMPANIES_SQL} WHERE ${sql.conditions.join(" AND ")} ORDER BY r.id`,
    sql.params,
  );
  return rows.map((row) => ({
    companyId: Number(row.company_id),
    apiId: Number(row.id),
    name: row.name,
    regNo: row.reg_no ?? "",
    json: companyJson(row),
  }));
}

/**
 * A company of a firm.
 *
 * @throws {ApiError} 404: unknown, or of another firm.
 */
export async function firmCompany(scope: FirmScope, id: string): Promise<FirmCompany> {
  const companies = await firmCompanies(scope, null);
  const company = companies.find(({ apiId }) => String(apiId) === id);
  if (company) return company;
  throw refused(404, `Couldn't find Company with 'id'=${id.slice(0, 40)}`);
}

function companyJson(row: SandboxRow): Record<string, unknown> {
  return {
    id: Number(row.id),
    name: row.name,
    billing_company_name: row.trade_name ?? "",
    siren: row.reg_no ?? "",
    address: "",
    city: row.city ?? "",
    postal_code: row.postal_code ?? "",
    activity_nomenclature: "NAFRev2",
    activity_code: row.activity_code ?? "",
    external_id: row.external_id,
    client_code: row.client_code,
  };
}

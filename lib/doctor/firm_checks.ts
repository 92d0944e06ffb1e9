import { plural } from "../base/mod.ts";
import {
  type Firm,
  FIRM_RESOURCES,
  type FirmCompanyRow,
  type Listing,
  type ResourceShape,
  ScopeError,
} from "../connectors/pennylane/mod.ts";
import { type AnyDomainName, DOMAIN_NAMES, DOMAINS } from "../domains/mod.ts";
import { apiMapping } from "../sync/api/mapping.ts";
import { shownInFirm } from "../sync/api/shown_in_firm.ts";
import type { FirmAccess } from "./api_access.ts";
import type { FirmTokenCompany } from "./companies.ts";
import { tellError } from "./tell_error.ts";
import { isUnauthorized } from "./token_findings.ts";
import type { Finding } from "./types.ts";

const REMEDY =
  "créez un jeton du cabinet en lecture seule dans Pennylane (espace du cabinet, Paramètres > Connectivité), puis " +
  "corrigez PENNY_FIRM_TOKEN";
/** A period of one day: the answer counts, not its rows. */
const DAY = { from: "2026-01-01", to: "2026-01-01" };

/**
 * Asks of each token of a firm which companies it opens, and tries each right on the first one.
 *
 * @param accesses Tokens, none of which waits or tries again.
 * @returns The companies, in the order of the tokens.
 */
export async function* firmChecks(
  accesses: readonly FirmAccess[],
): AsyncGenerator<Finding, FirmTokenCompany[]> {
  const shown: FirmTokenCompany[] = [];
  for (const access of accesses) {
    const label = `Jeton n° ${access.token.position}`;
    try {
      const rows = await access.call((firm) => firm.companies.list().toArray());
      shown.push(...rows.map((row) => ({ ...shownInFirm(row), token: access.token })));
      yield companiesCheck(label, rows);
      if (rows.length > 0) yield* rightChecks(access, rows[0]!);
    } catch (error) {
      yield refused(label, error, accesses.length === 1);
    }
  }
  return shown;
}

function companiesCheck(label: string, rows: readonly FirmCompanyRow[]): Finding {
  if (rows.length > 0) {
    return { label, status: "ok", detail: `cabinet de ${plural(rows.length, "société")}` };
  }
  return {
    ...{ label, status: "error", detail: "ne montre aucune société" },
    remedy: "vérifiez dans Pennylane les sociétés que ce jeton peut lire",
  };
}

function refused(label: string, error: unknown, isOnly: boolean): Finding {
  if (!isUnauthorized(error)) return { label, status: "error", ...tellError(error) };
  return {
    ...{ label, status: "error", exitStatus: isOnly ? 2 : 1 },
    detail: "refusé par Pennylane (401) : mal copié, expiré ou révoqué",
    remedy: REMEDY,
  };
}

/** One line for all rights that are there, and one for each that is missing. */
async function* rightChecks(
  access: FirmAccess,
  company: FirmCompanyRow,
): AsyncGenerator<Finding> {
  const missing = new Map<string, Set<AnyDomainName>>();
  for (const [resource, domains] of usedResources()) {
    try {
      await access.call((firm) => readOne(firm, company.id, resource));
    } catch (error) {
      if (!(error instanceof ScopeError)) {
        const told = tellError(error);
        yield { label: `Lecture de ${resource}`, status: "error", ...told };
        return;
      }
      const scope = error.scope ?? resource;
      missing.set(scope, new Set([...missing.get(scope) ?? [], ...domains]));
    }
  }
  if (missing.size === 0) {
    yield { label: "Droits", status: "ok", detail: `tous accordés (essai sur ${company.name})` };
  }
  for (const [scope, domains] of missing) {
    const titles = [...domains].map((name) => DOMAINS[name].title).join(", ");
    yield {
      ...{ label: `Droit ${scope}`, status: "error", exitStatus: 1 },
      detail: `refusé au jeton\nTables qui manqueront : ${titles}`,
      remedy: `ajoutez le droit ${scope} au jeton du cabinet dans Pennylane`,
    };
  }
}

/** Resources of the client with the tables that need them. */
function usedResources(): Map<string, AnyDomainName[]> {
  const used = new Map<string, AnyDomainName[]>();
  for (const domain of DOMAIN_NAMES) {
    const mapping = apiMapping(domain, "firm");
    for (const name of mapping === null ? [] : [mapping.main, ...mapping.parts]) {
      used.set(name, [...used.get(name) ?? [], domain]);
    }
  }
  return used;
}

async function readOne(firm: Firm, companyId: number, resource: string): Promise<void> {
  const [name, shape] = Object.entries<ResourceShape>(FIRM_RESOURCES)
    .find(([, one]) => one.name === resource)!;
  const company = firm.company(companyId) as unknown as Record<string, Lists>;
  const options = { limit: 1, ...(shape.list?.period ? DAY : {}) };
  for await (const _ of company[name]!.list(options).pages()) return;
}

interface Lists {
  list(options: Readonly<Record<string, unknown>>): Listing<unknown>;
}

import { decideIdentities } from "../sync/company_identities.ts";
import {
  type CompanySource,
  type KnownCompany,
  type ShownCompany,
} from "../sync/known_identity.ts";
import type { FirmShown } from "../sync/api/shown_in_firm.ts";
import type { ApiToken, Company, FirmToken } from "../sync/mod.ts";

/** A company that a token shows. */
export interface TokenCompany extends ShownCompany {
  readonly token: ApiToken;
}

/** A company that a firm's token shows. */
export interface FirmTokenCompany extends FirmShown {
  readonly token: FirmToken;
}

/** What the sources show. */
export interface Shown {
  /** As the base knows them; none when it cannot be read. */
  readonly known: readonly KnownCompany[];
  /** Null: not configured, or not readable; then what the base knows of it counts. */
  readonly dataSharing: readonly ShownCompany[] | null;
  /** In the order of the tokens. */
  readonly api: readonly TokenCompany[];
  /** In the order of the tokens. @default none */
  readonly firm?: readonly FirmTokenCompany[];
}

/** The companies as the next reading will know them. */
export interface TiedCompanies {
  /** Those that a source shows, by name. */
  readonly companies: readonly Company[];
  /** French: why one of Data Sharing is refused. */
  readonly refused: readonly string[];
  /** French: why one of a firm is refused. */
  readonly refusedOfFirms: readonly string[];
  /** French, by position of the token: why its company is refused. */
  readonly refusedTokens: ReadonlyMap<number, string>;
}

/**
 * Ties the companies of all sources as a reading would, without writing anything.
 *
 * @param shown What the sources show.
 * @returns Companies, each with its sources, and those that are refused.
 */
export function tieCompanies({ known, dataSharing, api, firm = [] }: Shown): TiedCompanies {
  const refused: string[] = [];
  const afterDataSharing = dataSharing === null
    ? new Map(known.map((company) => [company.companyId, company]))
    : applied(known.map(unseen), { shown: dataSharing, source: "data_sharing", refused });
  const decisions = decideIdentities([...afterDataSharing.values()], api, "api");
  const afterApi = applied([...afterDataSharing.values()], {
    ...{ shown: api, source: "api", refused: [] },
  });
  const refusedOfFirms: string[] = [];
  const all = applied([...afterApi.values()], {
    ...{ shown: firm, source: "firm", refused: refusedOfFirms },
  });
  const tokens = new Map<string, ApiToken>();
  const refusedTokens = new Map<number, string>();
  for (const decision of decisions) {
    for (const { id, token } of api) {
      if (id !== decision.shown.id) continue;
      if (decision.kind === "refused") refusedTokens.set(token.position, decision.reason);
      else if (!tokens.has(decision.companyId)) tokens.set(decision.companyId, token);
    }
  }
  const companies = [...all.values()].map((company): Company => ({
    companyId: company.companyId,
    name: company.name,
    siren: company.data_sharing?.siren ?? company.api?.siren ?? company.firm?.siren ?? null,
    dataSharingId: company.inDataSharing ? company.data_sharing!.id : null,
    token: tokens.get(company.companyId) ?? null,
    ...firmOf(company, firm),
  })).filter(({ dataSharingId, token, firm }) =>
    dataSharingId !== null || token !== null || firm !== null
  );
  const compare = new Intl.Collator("fr").compare;
  return {
    companies: companies.toSorted((a, b) => compare(a.name, b.name)),
    ...{ refused, refusedOfFirms, refusedTokens },
  };
}

/** How a company is read through a firm: by the first token that shows it. */
function firmOf(company: KnownCompany, firm: readonly FirmTokenCompany[]) {
  const shown = firm.find(({ id }) => id === company.firm?.id);
  return {
    firm: shown === undefined ? null : { token: shown.token, id: shown.id },
    clientCode: shown?.clientCode ?? null,
  };
}

function unseen(company: KnownCompany): KnownCompany {
  return { ...company, inDataSharing: false };
}

function applied(
  known: readonly KnownCompany[],
  { shown, source, refused }: {
    readonly shown: readonly ShownCompany[];
    readonly source: CompanySource;
    readonly refused: string[];
  },
): Map<string, KnownCompany> {
  const all = new Map(known.map((company) => [company.companyId, company]));
  for (const decision of decideIdentities(known, shown, source)) {
    if (decision.kind === "refused") {
      refused.push(decision.reason);
      continue;
    }
    const { companyId, shown: { id, siren, name } } = decision;
    const before = all.get(companyId) ??
      { companyId, name, data_sharing: null, api: null, inDataSharing: false };
    const inDataSharing = before.inDataSharing || source === "data_sharing";
    // Data Sharing names a company that both show.
    const isNamed = before.inDataSharing || (source === "firm" && before.api !== null);
    const kept = source !== "data_sharing" && isNamed ? before.name : name;
    all.set(companyId, { ...before, name: kept, inDataSharing, [source]: { id, siren } });
  }
  return all;
}

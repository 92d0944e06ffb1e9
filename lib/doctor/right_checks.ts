import { plural } from "../base/mod.ts";
import type { Account } from "../connectors/pennylane/mod.ts";
import { type AnyDomainName, DOMAIN_NAMES, type DomainName, DOMAINS } from "../domains/mod.ts";
import type { Company, SourceChoice } from "../sync/mod.ts";
import { sourceOf } from "../sync/source_choice.ts";
import type { ApiAccess } from "./api_access.ts";
import type { ReadRight } from "./read_rights.ts";
import { tellError } from "./tell_error.ts";
import { announces, type TokenReading } from "./token_findings.ts";
import type { Finding } from "./types.ts";

/** Tokens that a line names; more are counted. */
const MOST_NAMED = 10;

/** A token with which was read. */
export interface TriedToken {
  readonly access: ApiAccess;
  readonly account: Account;
  readonly reading: TokenReading;
  /** The company that this token is used for; null: another token is, or none. */
  readonly company: Company | null;
  /** Tables that will be read with it. */
  readonly used: ReadonlySet<AnyDomainName>;
}

/** What is asked for a right, of one token that lacks it. */
interface Lack {
  readonly token: TriedToken;
  readonly lost: readonly DomainName[];
  readonly incomplete: readonly DomainName[];
}

/**
 * Tables that will come from the API.
 *
 * @param company With the sources that show it.
 * @param choice PENNY_SOURCES.
 */
export function usedDomains(company: Company, choice: SourceChoice): Set<AnyDomainName> {
  return new Set(
    DOMAIN_NAMES.filter((name) => sourceOf(DOMAINS[name], company, choice).source === "api"),
  );
}

/**
 * One line a scope, all tokens together.
 *
 * @param tried Tokens that were tried.
 * @param rights In the order of use.
 * @returns Tables that a company will lack, by its `companyId`.
 */
export function* rightChecks(
  tried: readonly TriedToken[],
  rights: readonly ReadRight[],
): Generator<Finding, Map<string, Set<AnyDomainName>>> {
  const lacking = new Map<string, Set<AnyDomainName>>();
  const asked = tried.filter(({ reading }) => reading.ended === null);
  if (asked.length === 0) return lacking;
  for (const right of rights) {
    const lacks = asked.filter(({ reading }) => reading.refused.has(right.scope))
      .map((token) => lackOf(token, right));
    for (const { token: { company }, lost } of lacks) {
      if (company === null) continue;
      const tables = lacking.get(company.companyId) ?? new Set();
      lost.forEach((name) => tables.add(name));
      lacking.set(company.companyId, tables);
    }
    yield rightCheck(right, { asked: asked.length, lacks });
  }
  return lacking;
}

function lackOf(token: TriedToken, { needs, completes }: ReadRight): Lack {
  const { used } = token;
  const lost = needs.filter((name) => used.has(name));
  // A trial balance is asked for by fiscal year.
  const byYear = lost.includes("fiscal_years") && used.has("trial_balance");
  return {
    token,
    lost: byYear ? [...lost, "trial_balance"] : lost,
    incomplete: completes.filter((name) => used.has(name)),
  };
}

function rightCheck(
  { scope, needs, completes }: ReadRight,
  { asked, lacks }: { readonly asked: number; readonly lacks: readonly Lack[] },
): Finding {
  const label = `Droit ${scope}`;
  if (lacks.length === 0) {
    const count = asked === 1 ? "accordé" : `accordé à ${plural(asked, "jeton")}`;
    const uses = needs.length > 0 ? titles(needs) : `noms et comptes de : ${titles(completes)}`;
    return { label, status: "ok", detail: `${count} (${uses})` };
  }
  const lost = named(lacks, "lost");
  const incomplete = named(lacks, "incomplete").filter((name) => !lost.includes(name));
  const detail = [
    `refusé ${asked === 1 ? "au jeton" : `à ${plural(lacks.length, "jeton")} sur ${asked}`}`,
    ...tokenLines(lacks, scope),
    ...(lost.length > 0 ? [`Tables qui manqueront : ${titles(lost)}`] : []),
    ...(incomplete.length > 0
      ? [`Tables incomplètes (noms ou comptes vides) : ${titles(incomplete)}`]
      : []),
  ];
  if (lost.length + incomplete.length === 0) {
    return {
      label,
      status: "info",
      detail: [...detail, "Sans effet : rien n'est lu par là"].join("\n"),
    };
  }
  return {
    ...{ label, status: "error", exitStatus: 1, detail: detail.join("\n") },
    remedy:
      `dans Pennylane, Paramètres > Connectivité > Développeurs, créez un jeton avec l'accès « ${
        scope.replace(/:readonly$/, "")
      } » en lecture (${scope}), puis remplacez l'ancien dans PENNYLANE_API_TOKEN`,
  };
}

function tokenLines(lacks: readonly Lack[], scope: string): string[] {
  const lines = lacks.slice(0, MOST_NAMED).map(({ token: { access, account } }) => {
    const state = announces(account, scope)
      ? "annoncé par Pennylane, et pourtant refusé (403)"
      : "absent du jeton";
    return `Jeton n° ${access.token.position} (${account.company.name}) : ${state}`;
  });
  const more = lacks.length - lines.length;
  return more === 0 ? lines : [...lines, `et ${plural(more, "autre jeton", "autres jetons")}`];
}

function named(lacks: readonly Lack[], which: "lost" | "incomplete"): DomainName[] {
  const all = new Set(lacks.flatMap((lack) => lack[which]));
  return DOMAIN_NAMES.filter((name) => all.has(name));
}

function titles(names: readonly DomainName[]): string {
  return names.map((name) => DOMAINS[name].title).join(", ");
}

/**
 * Answers that break the contract.
 *
 * @param tried Tokens that were tried.
 */
export function* brokenChecks(tried: readonly TriedToken[]): Generator<Finding> {
  for (const { access, account, reading } of tried) {
    for (const [resource, error] of reading.broken) {
      yield {
        ...{ label: `Lecture de ${resource}`, status: "error", ...tellError(error) },
        detail: `jeton n° ${access.token.position} (${account.company.name}) : ${
          tellError(error).detail
        }`,
      };
    }
  }
}

import { plural } from "../base/mod.ts";
import {
  type AnyDomainName,
  DOMAIN_NAMES,
  type DomainName,
  DOMAINS,
  SOURCE_TITLES,
  type SourceName,
} from "../domains/mod.ts";
import type { Company, SourceChoice } from "../sync/mod.ts";
import { sourceOf } from "../sync/source_choice.ts";
import type { Finding } from "./types.ts";

/** What a reading would find. */
export interface Expected {
  /** Those that will be read. */
  readonly companies: readonly Company[];
  readonly sourceChoice: SourceChoice;
  /** Tables that Data Sharing does not give. */
  readonly missing: ReadonlySet<AnyDomainName>;
  /** Tables that the API refuses, by `companyId`. */
  readonly lacking: ReadonlyMap<string, ReadonlySet<AnyDomainName>>;
}

/**
 * For each table, where it will come from.
 *
 * @param expected What a reading would find.
 */
export function* resultChecks(expected: Expected): Generator<Finding> {
  const { companies } = expected;
  if (companies.length === 0) {
    yield {
      label: "Tables",
      status: "info",
      detail: "aucune société ne peut être lue pour le moment",
    };
    return;
  }
  yield {
    label: "Sociétés",
    status: "ok",
    detail: `${plural(companies.length, "société")} à lire`,
  };
  for (const name of DOMAIN_NAMES) yield tableCheck(name, expected);
}

/** What becomes of a table, and for which companies. */
interface Outcomes {
  readonly from: ReadonlyMap<SourceName, readonly Company[]>;
  readonly lost: readonly Company[];
  readonly without: readonly Company[];
  readonly reason: string | null;
}

function tableCheck(name: DomainName, expected: Expected): Finding {
  const label = DOMAINS[name].title;
  const { from, lost, without, reason } = outcomesOf(name, expected);
  const parts = [...from].map(([source, companies]) =>
    `${SOURCE_TITLES[source]} (${plural(companies.length, "société")})`
  );
  if (parts.length === 0 && lost.length === 0) {
    return { label, status: "info", detail: `ignoré : ${reason}` };
  }
  const faults = [
    ...(lost.length > 0
      ? [`manquera pour ${plural(lost.length, "société")}, voir les points ci-dessus`]
      : []),
    ...(without.length > 0
      ? [`sans source pour ${plural(without.length, "société")} (${reason})`]
      : []),
  ];
  const detail = [parts.join(" et "), ...faults].filter(Boolean).join(" ; ");
  return { label, status: faults.length === 0 ? "ok" : "info", detail };
}

function outcomesOf(
  name: DomainName,
  { companies, sourceChoice, missing, lacking }: Expected,
): Outcomes {
  const from = new Map<SourceName, Company[]>();
  const lost: Company[] = [];
  const without: Company[] = [];
  let reason: string | null = null;
  for (const company of companies) {
    const chosen = sourceOf(DOMAINS[name], company, sourceChoice);
    if (chosen.source === null) {
      reason = chosen.reason;
      without.push(company);
    } else if (chosen.source === "data_sharing" && missing.has(name)) lost.push(company);
    else if (chosen.source === "api" && lacking.get(company.companyId)?.has(name)) {
      lost.push(company);
    } else from.set(chosen.source, [...from.get(chosen.source) ?? [], company]);
  }
  return { from, lost, without, reason };
}

import { UsageError } from "../base/mod.ts";
import type { Queryable } from "../connectors/postgres/mod.ts";
import { isCalled } from "./companies.ts";
import type { NamedImbalance, SyncContext, Unit } from "./types.ts";

/** A group of lines whose sides differ. */
export interface Imbalance {
  /** First day of the fiscal year; `null`: lines outside every year. */
  readonly start: string | null;
  readonly end: string | null;
  /** Debit minus credit, as PostgreSQL writes it. */
  readonly gap: string;
}

const OUTSIDE = "hors exercice";
/** Stands in the key for lines outside every year. */
const NO_DAY = "-infinity";

/**
 * « 2025 », « 2024-2025 », or « hors exercice ».
 *
 * @param year First and last day.
 * @returns The name that people use and that `--accept-imbalance` takes.
 *
 * @example
 * ```ts
 * import { yearName } from "./accepted_imbalances.ts";
 * import assert from "node:assert/strict";
 * assert.equal(yearName({ start: "2024-07-01", end: "2025-06-30" }), "2024-2025");
 * ```
 */
export function yearName({ start, end }: Pick<Imbalance, "start" | "end">): string {
  if (start === null || end === null) return OUTSIDE;
  const [from, to] = [start.slice(0, 4), end.slice(0, 4)];
  return from === to ? from : `${from}-${to}`;
}

/**
 * Reads `SOCIETE:EXERCICE`; a name of a company may hold a colon, that of a year holds none.
 *
 * @param texts As the user wrote them.
 * @returns Company and year of each.
 * @throws {UsageError} One has no colon, or nothing on one side of it.
 */
export function readNamedImbalances(texts: readonly string[]): NamedImbalance[] {
  return texts.map((text) => {
    const [, company, year] = /^(.+):([^:]+)$/.exec(text.trim()) ?? [];
    if (company !== undefined && year !== undefined) return { company, year };
    throw new UsageError(
      `Impossible d'accepter le déséquilibre « ${text} » : forme inconnue ; ` +
        "écrivez SOCIETE:EXERCICE, par exemple « Pharmacie du Port:2025 » (PENNY_ACCEPT_IMBALANCE)",
    );
  });
}

/**
 * Those of the imbalances that the user accepts: named for this run, or named before with the same amount. An acceptance is
 * kept with its amount, and void once that changes.
 *
 * @param tx The unit's transaction: what is accepted now is kept if the unit is merged.
 * @param context What the user named.
 * @param options The unit, and what does not balance.
 * @returns The accepted ones, in their order.
 */
export async function acceptedImbalances(
  tx: Queryable,
  context: SyncContext,
  { unit, imbalances }: { readonly unit: Unit; readonly imbalances: readonly Imbalance[] },
): Promise<Imbalance[]> {
  const { company: { companyId } } = unit;
  const named = imbalances.filter((one) => isNamed(context, unit, one));
  for (const { start, end, gap } of named) {
    await tx.execute(
      "INSERT INTO penny.accepted_imbalances AS a (company_id, source, domain, year_start, year_end, gap, run_id) " +
        "VALUES ($1, $2, $3, $4::date, $5::date, $6, $7) " +
        "ON CONFLICT (company_id, source, domain, year_start) DO UPDATE SET year_end = excluded.year_end, " +
        "gap = excluded.gap, run_id = excluded.run_id, accepted_at = now()",
      [companyId, unit.source, unit.domain, start ?? NO_DAY, end, gap, context.runId],
    );
  }
  const kept = await tx.many<{ start: string; gap: string }>(
    "SELECT year_start AS start, gap FROM penny.accepted_imbalances " +
      "WHERE company_id = $1 AND source = $2 AND domain = $3",
    [companyId, unit.source, unit.domain],
  );
  const isKept = ({ start, gap }: Imbalance) =>
    kept.some((one) => one.start === (start ?? NO_DAY) && Number(one.gap) === Number(gap));
  return imbalances.filter(isKept);
}

function isNamed(
  { acceptImbalance = [] }: SyncContext,
  { company }: Unit,
  one: Imbalance,
): boolean {
  return acceptImbalance.some((named) =>
    isCalled(company, named.company) &&
    [yearName(one), one.start].includes(named.year.trim().toLowerCase())
  );
}

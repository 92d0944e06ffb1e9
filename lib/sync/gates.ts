import { formatCount, plural } from "../base/mod.ts";
import { type Queryable, quoteIdentifier } from "../connectors/postgres/mod.ts";
import { type Column, columnsReadBy, type Domain } from "../domains/mod.ts";
import { acceptedImbalances, type Imbalance, yearName } from "./accepted_imbalances.ts";
import { FISCAL_YEARS_VIEW } from "./fiscal_years.ts";
import { mirrorTable } from "./mirror_table.ts";
import type { GateResult, MergeCounts, SyncContext, Unit } from "./types.ts";

/** Rows at fault that a check keeps. */
const SAMPLE = 20;

/** Money has at most this many digits before the point. */
const MAX_AMOUNT = "1e16";

/**
 * *Contrôle bloquant* on staging: the key is complete and names one row.
 *
 * @param tx The unit's transaction.
 * @param domain What is being merged; a domain whose rows are numbered in a group is unique by construction.
 * @param options `staging`: quoted table; `unit`: whose rows.
 * @returns Red with up to twenty keys, and how many rows have each.
 */
export async function keyGate(
  tx: Queryable,
  domain: Domain,
  { staging, unit }: { staging: string; unit: Unit },
): Promise<GateResult> {
  const key = domain.ordinal?.by ?? domain.key;
  const columns = key.map(quoteIdentifier).join(", ");
  const missing = key.map((name) => `${quoteIdentifier(name)} IS NULL`).join(" OR ");
  const repeated = domain.ordinal ? "false" : "count(*) > 1";
  const rows = await tx.rows(
    `SELECT ${columns}, count(*) FROM ${staging} WHERE company_id = $1 GROUP BY ${columns} ` +
      `HAVING ${repeated} OR ${missing} ORDER BY ${columns} LIMIT ${SAMPLE}`,
    [unit.company.companyId],
  );
  const label = `clé unique et complète (${key.join(", ")})`;
  if (rows.length === 0) return { gate: "key", status: "ok", detail: label };
  return {
    gate: "key",
    status: "red",
    detail: `${label} : ${atLeast(rows.length)}${plural(rows.length, "clé")} en défaut`,
    rows: [[...key, "lignes"], ...rows],
  };
}

/**
 * *Contrôle bloquant* on staging: no amount has more digits than its column holds; none is ever rounded.
 *
 * @param tx The unit's transaction.
 * @param domain What is being merged.
 * @param options `staging`: quoted table; `unit`: whose rows.
 * @returns Red with up to twenty rows; null when the domain has no amounts.
 */
export async function scaleGate(
  tx: Queryable,
  domain: Domain,
  { staging, unit }: { staging: string; unit: Unit },
): Promise<GateResult | null> {
  const decimals = columnsReadBy(domain, unit.source).filter(({ type }) => type === "decimal");
  if (decimals.length === 0) return null;
  const rows = await tx.rows(
    `SELECT ${[...identity(domain), ...decimals].map((c) => quoteIdentifier(c.name)).join(", ")} ` +
      `FROM ${staging} WHERE company_id = $1 AND (${
        decimals.map(tooPrecise).join(" OR ")
      }) LIMIT ${SAMPLE}`,
    [unit.company.companyId],
  );
  const label = `montants exacts (${decimals.map((column) => column.name).join(", ")})`;
  if (rows.length === 0) return { gate: "scale", status: "ok", detail: label };
  return {
    gate: "scale",
    status: "red",
    detail: `${label} : ${atLeast(rows.length)}${plural(rows.length, "ligne")} ` +
      "avec plus de chiffres que la colonne n'en garde",
    rows: [[...identity(domain), ...decimals].map((column) => column.name), ...rows],
  };
}

/** A sample that is full stands for more. */
function atLeast(sampled: number): string {
  return sampled === SAMPLE ? "au moins " : "";
}

function identity(domain: Domain): Column[] {
  return domain.columns.filter((c) => domain.key.includes(c.name) && !c.derived);
}

function tooPrecise(column: Column): string {
  const name = quoteIdentifier(column.name);
  return `scale(trim_scale(${name})) > ${
    column.scale ?? 2
  } OR abs(${name}) >= ${MAX_AMOUNT} OR ${name} = 'NaN'`;
}

/**
 * *Contrôle bloquant* on the merged unit: Σ debit = Σ credit for each fiscal year; lines outside every year are a group
 * of their own.
 *
 * Years that are unbalanced in Pennylane itself can be accepted by name; they are told at each run.
 *
 * @param tx The unit's transaction, after the merge.
 * @param context What the user accepts.
 * @param merged The domain and the unit that was merged.
 * @returns Red with the years that do not balance; null when the domain is no ledger.
 */
export async function balanceGate(
  tx: Queryable,
  context: SyncContext,
  { domain, unit }: { readonly domain: Domain; readonly unit: Unit },
): Promise<GateResult | null> {
  if (!domain.balance) return null;
  const [debit, credit, date] = [domain.balance.debit, domain.balance.credit, domain.balance.date]
    .map(quoteIdentifier);
  // A side without any amount counts as zero: null minus something would be null, and pass.
  const rows = await tx.rows(
    "SELECT y.start_date, y.end_date, sum(l.debit), sum(l.credit), sum(l.debit) - sum(l.credit) " +
      `FROM (SELECT ${date} AS day, coalesce(sum(${debit}), 0) AS debit, coalesce(sum(${credit}), 0) AS credit ` +
      `FROM ${mirrorTable(domain, unit.source)} ` +
      "WHERE company_id = $1 AND _deleted_at IS NULL GROUP BY 1) l " +
      `LEFT JOIN ${FISCAL_YEARS_VIEW} y ON y.company_id = $1 ` +
      "AND l.day BETWEEN y.start_date AND y.end_date GROUP BY 1, 2 ORDER BY 1",
    [unit.company.companyId],
  );
  const unequal = rows.filter((row) => !/^-?0(\.0*)?$/.test(row[4] ?? "0"));
  const label = `débit = crédit par exercice (${plural(rows.length, "groupe")})`;
  if (unequal.length === 0) return { gate: "balance", status: "ok", detail: label };
  const imbalances = unequal.map((row): Imbalance => ({
    start: row[0] ?? null,
    end: row[1] ?? null,
    gap: row[4]!,
  }));
  const accepted = await acceptedImbalances(tx, context, { unit, imbalances });
  const red = imbalances.filter((one) => !accepted.includes(one));
  const found = [
    ...(red.length === 0 ? [] : [`${red.length} en déséquilibre (${red.map(gapText).join(", ")})`]),
    ...(accepted.length === 0 ? [] : [`accepté : ${accepted.map(gapText).join(", ")}`]),
  ];
  return {
    gate: "balance",
    status: red.length === 0 ? "ok" : "red",
    detail: `${label} : ${found.join(" ; ")}`,
    rows: [["debut_exercice", "fin_exercice", "debit", "credit", "ecart"], ...unequal],
  };
}

/** « 2025 : écart 12,00 ». */
function gapText(one: Imbalance): string {
  return `${yearName(one)} : écart ${one.gap.replace(".", ",")}`;
}

/**
 * *Contrôle bloquant* on the merge: a reading does not make too large a share of the rows vanish.
 *
 * @param domain Its limit of deleted rows.
 * @param before Rows alive before the merge.
 * @param counts What the merge did.
 * @returns Red above the limit.
 */
export function shrinkGate(domain: Domain, before: number, counts: MergeCounts): GateResult {
  const { fromRows, maxDeletedShare } = domain.shrink;
  const share = before === 0 ? 0 : counts.deleted / before;
  const red = before >= fromRows && share > maxDeletedShare;
  return {
    gate: "shrink",
    status: red ? "red" : "ok",
    detail: `lignes disparues : ${formatCount(counts.deleted)} sur ${formatCount(before)}` +
      (red
        ? ` (${Math.round(share * 100)} %), au plus ${Math.round(maxDeletedShare * 100)} % admis`
        : ""),
  };
}

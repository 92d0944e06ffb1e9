import { plural } from "../base/mod.ts";
import { type Queryable, quoteIdentifier } from "../connectors/postgres/mod.ts";
import { type Column, columnsReadBy, type Domain } from "../domains/mod.ts";
import type { GateResult, Unit } from "./types.ts";

/** Rows at fault that the check keeps. */
const SAMPLE = 20;

/**
 * *Contrôle bloquant* on staging: every day and instant is one of the years 1 to 9999. PostgreSQL also holds `infinity` and
 * the year 12000, which no frame and no BI tool can read: the company could not be published any more.
 *
 * @param tx The unit's transaction.
 * @param domain What is being merged.
 * @param options `staging`: quoted table; `unit`: whose rows.
 * @returns Red with up to twenty rows; null when the domain has no dates.
 */
export async function dateGate(
  tx: Queryable,
  domain: Domain,
  { staging, unit }: { staging: string; unit: Unit },
): Promise<GateResult | null> {
  const dates = columnsReadBy(domain, unit.source)
    .filter(({ type }) => type === "date" || type === "timestamp");
  if (dates.length === 0) return null;
  const key = domain.columns.filter((c) => domain.key.includes(c.name) && !c.derived);
  const shown = [...new Set([...key, ...dates])];
  const rows = await tx.rows(
    `SELECT ${shown.map((column) => quoteIdentifier(column.name)).join(", ")} FROM ${staging} ` +
      `WHERE company_id = $1 AND (${dates.map(outside).join(" OR ")}) LIMIT ${SAMPLE}`,
    [unit.company.companyId],
  );
  const label = `dates du calendrier (${dates.map((column) => column.name).join(", ")})`;
  if (rows.length === 0) return { gate: "dates", status: "ok", detail: label };
  const count = plural(rows.length, "ligne");
  return {
    gate: "dates",
    status: "red",
    detail: `${label} : ${rows.length === SAMPLE ? "au moins " : ""}${count} ` +
      "avec une date infinie ou hors des années 1 à 9999",
    rows: [shown.map((column) => column.name), ...rows],
  };
}

function outside({ name }: Column): string {
  const column = quoteIdentifier(name);
  return `${column} < '0001-01-01' OR ${column} >= '10000-01-01'`;
}

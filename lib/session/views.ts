import { formatCount, parseInstant, plural } from "../base/mod.ts";
import { checkList, counts, type Displayable, facts, formatDate } from "../display/mod.ts";
import type { Check } from "../display/mod.ts";
import { SOURCE_PHRASES, SOURCE_TITLES, unavailable } from "../domains/mod.ts";
import type { Company, GateResult, PublicationReport } from "../sync/mod.ts";
import type { Extraction } from "./extraction.ts";
import { gateRows } from "./_gate_rows.ts";
import type { Period } from "./period.ts";

/** What the context of a notebook tells. */
export interface ContextContent {
  readonly extraction: Extraction;
  readonly dateArret: string;
  readonly period: Period;
  /** When the rows were read in Pennylane, ISO; null: never. */
  readonly readAt: string | null;
  readonly syntheticAsOf: string | null;
  /** What could not be had of the sources, when the session was opened. */
  readonly faults: readonly string[];
}

/**
 * « Pharmacie du Marché (SIREN 732829320) ».
 *
 * @param company Name and SIREN.
 * @returns The name alone where there is no SIREN.
 */
export function companyTitle({ name, siren }: Pick<Company, "name" | "siren">): string {
  return siren ? `${name} (SIREN ${siren})` : name;
}

/**
 * « du 01/01/2026 au 31/10/2026 ».
 *
 * @param period Both days included.
 * @returns French, without a capital.
 */
export function periodTitle({ from, to }: Period): string {
  return from === "0001-01-01"
    ? `jusqu'au ${formatDate(to)}`
    : `du ${formatDate(from)} au ${formatDate(to)}`;
}

/**
 * Where the rows come from, for which company and when.
 *
 * @param content What to tell.
 * @returns A table of facts, with a band in a demonstration.
 */
export function contextView(content: ContextContent): Displayable {
  const { extraction, syntheticAsOf } = content;
  const { domain, company, report } = extraction;
  return facts({
    title: domain.title,
    ...(syntheticAsOf === null
      ? {}
      : { band: `DÉMONSTRATION : données synthétiques au ${formatDate(syntheticAsOf)}` }),
    rows: [
      ["Société", companyTitle(company)],
      ["Arrêté au", formatDate(content.dateArret)],
      ["Période des graphiques", periodTitle(content.period)],
      ["Source", sourceTitle(extraction)],
      [
        "Lu dans Pennylane",
        content.readAt === null ? "jamais" : `le ${formatDateTime(content.readAt)}`,
      ],
      ["Lignes", `${formatCount(extraction.rowCount)} pour cette société`],
      ["Une ligne", domain.grain],
      ...notAvailable(extraction),
      ...content.faults.map((fault) => ["À corriger", fault] as const),
      ...report.notes.map((note) => ["Remarque", note] as const),
    ],
  });
}

function sourceTitle({ source, unavailable, report }: Extraction): string {
  if (source === null) return `non disponible : ${unavailable}`;
  const kept = report.units.filter(({ status }) => status === "red" || status === "failed").length;
  const current = plural(report.units.length - kept, "société");
  return `${SOURCE_TITLES[source]}, ${current} à jour dans la base` +
    (kept === 0 ? "" : `, ${plural(kept, "société")} en échec (anciennes lignes gardées)`);
}

/** Columns that the source in force cannot give. */
function notAvailable({ domain, source }: Extraction): [string, string][] {
  if (source === null) return [];
  const missing = unavailable(domain, source);
  if (missing.length === 0) return [];
  const title = `Non disponible avec ${SOURCE_PHRASES[source]}`;
  return [[title, missing.map((column) => column.label).join(", ")]];
}

/**
 * An instant for a reader in France.
 *
 * @param instant As PostgreSQL writes it in UTC: `2026-10-31 12:00:00+00`.
 * @returns « 31/10/2026 à 13:00 », time of Paris.
 */
export function formatDateTime(instant: string): string {
  const date = parseInstant(instant);
  const time = new Intl.DateTimeFormat("fr-FR", {
    timeZone: "Europe/Paris",
    hour: "2-digit",
    minute: "2-digit",
  }).format(date);
  const day = new Intl.DateTimeFormat("fr-FR", { timeZone: "Europe/Paris" }).format(date);
  return `${day} à ${time}`;
}

/** A blocking check as it was recorded, with its company. */
export interface RecordedGate extends Omit<GateResult, "rows">, Pick<Company, "name" | "siren"> {
  /** Whether it is the company on display. */
  readonly own: boolean;
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A unit that was refused or failed, as it was recorded. */
export interface RecordedFailure {
  readonly company: string;
  readonly reason: string;
}

/**
 * The blocking checks of the company on display, then those of other companies that are red.
 *
 * @param extraction What was checked.
 * @param gates Checks of the company, then red ones of the others.
 * @param failures Units that failed by an error, not by a check.
 * @returns A list of checks, red ones with the rows at fault.
 */
export function checksView(
  extraction: Extraction,
  { gates, failures }: { gates: readonly RecordedGate[]; failures: readonly RecordedFailure[] },
): Displayable {
  return checkList({
    title: `Contrôles : ${extraction.domain.title}`,
    checks: [
      ...gates.map((gate) => gateCheck(gate, extraction)),
      ...failures.map(({ company, reason }): Check => ({
        kind: "contrôle bloquant",
        status: "red",
        label: `lecture de ${company}`,
        detail: `${reason}. Les anciennes lignes sont gardées.`,
      })),
    ],
  });
}

function gateCheck(gate: RecordedGate, { domain }: Extraction): Check {
  const where = gate.own ? "" : `${companyTitle(gate)} : `;
  if (gate.status === "ok") {
    return { kind: "contrôle bloquant", status: "ok", label: where + gate.detail };
  }
  return {
    kind: "contrôle bloquant",
    status: "red",
    label: where + gate.detail,
    detail: gate.gate === "shrink"
      ? "Les anciennes lignes sont gardées ; vérifiez dans Pennylane que ces lignes ont bien été supprimées, " +
        `puis acceptez-le une fois : deno task run-all --accept-shrink ${domain.name}`
      : gate.gate === "balance"
      ? "Les anciennes lignes sont gardées ; corrigez dans Pennylane, puis relancez. Si l'exercice est ainsi dans " +
        `Pennylane, acceptez-le : deno task run-all --accept-imbalance "${gate.name}:EXERCICE"`
      : "Les anciennes lignes sont gardées ; corrigez dans Pennylane, puis relancez.",
    ...gateRows(domain, gate.rows),
  };
}

/**
 * What an update of the base changed.
 *
 * @param report How the publication ended.
 * @returns Counts, remarks and the companies that kept their old rows.
 */
export function publicationView(report: PublicationReport): Displayable {
  return counts({
    table: report.table,
    ...report.counts,
    seconds: report.seconds,
    notes: report.notes,
    failures: report.failures.map(({ company, reason }) => ({ company: company.name, reason })),
  });
}

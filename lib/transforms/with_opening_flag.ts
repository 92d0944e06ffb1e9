import pl from "nodejs-polars";
import type { Expr } from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { matches, requireColumns } from "./_columns.ts";

/** How opening entries are recognised where the usual signs mislead. */
export interface OpeningOptions {
  /** Codes of the journals of à-nouveaux: these alone count, at any date. @default by code, label and type */
  readonly journals?: readonly string[];
  /**
   * First days of the fiscal years, `YYYY-MM-DD`. When known, a journal merely coded AN counts on these days alone
   * (AN may stand for « Animation »), and so does a line labelled « à-nouveau » in any other journal.
   */
  readonly firstDays?: readonly string[];
}

/** « A-nouveaux », « à nouveau », « Journal des A NOUVEAUX », but not « d'un nouveau ». */
const JOURNAL_LABEL = "(?i)(^|[^\\pL])[aà]([ -]+)nouveau";
/** The same at the start of a line's label: « Report à nouveau », « Solde à nouveau », « A-nouveaux 2025 ». */
const LINE_LABEL = "(?i)^\\s*((reports?|soldes?)\\s+)?[aà]([ -]+)nouveau";
/** Labels of journals that a bare code AN must not turn into one of à-nouveaux. */
const OTHER_JOURNAL = "(?i)achat|vente|banque|caisse|paie";
const JOURNAL_CODE = "(?i)^\\s*r?an\\s*$";

/**
 * Adds whether a line re-enters the balance of an earlier fiscal year (à-nouveau): a sum over several years must leave
 * these lines out, or it counts the balances of classes 1 to 5 twice.
 *
 * The API gives the type of the journal (`carryover`), which decides. Data Sharing does not: there, the label of the
 * journal, else its code (AN or RAN, unless the label speaks of purchases, sales, bank, cash or payroll) decides; see the options for what misleads.
 *
 * In: `journal_code`, `journal_label` and `label` text, `date`, and `journal_type` text where it is present. Out: the
 * same rows and order, plus `est_a_nouveau` boolean, never null. An empty frame gets the column.
 *
 * ```text
 * journal_code  journal_label        date         est_a_nouveau
 * AN            À-nouveaux           2025-01-01   true
 * VT            Journal des ventes   2025-01-01   false
 * ```
 *
 * @param frame Ledger lines.
 * @param options What overrides the usual signs.
 * @returns A new frame.
 * @throws {DataError} A column is missing.
 */
export function withOpeningFlag(frame: Frame, options: OpeningOptions = {}): Frame {
  requireColumns(frame, ["journal_code", "journal_label", "label", "date"], "est_a_nouveau");
  const opening = options.journals === undefined
    ? byUsualSigns(frame, options.firstDays)
    : oneOf(pl.col("journal_code"), options.journals);
  return frame.withColumns(opening.fillNull(pl.lit(false)).alias("est_a_nouveau"));
}

function byUsualSigns(frame: Frame, firstDays: readonly string[] | undefined): Expr {
  const no = pl.lit(false);
  const label = matches("journal_label", JOURNAL_LABEL).fillNull(no);
  const other = matches("journal_label", OTHER_JOURNAL).fillNull(no);
  const code = matches("journal_code", JOURNAL_CODE).fillNull(no).and(other.not());
  const signs = firstDays === undefined
    ? label.or(code)
    : label.or(onFirstDay(firstDays).and(code.or(matches("label", LINE_LABEL).fillNull(no))));
  if (!frame.columns.includes("journal_type")) return signs;
  const type = pl.col("journal_type");
  return pl.when(type.isNotNull()).then(type.eq(pl.lit("carryover"))).otherwise(signs);
}

function onFirstDay(firstDays: readonly string[]): Expr {
  return oneOf(pl.col("date").cast(pl.Utf8), firstDays).fillNull(pl.lit(false));
}

/** Polars refuses an empty list of texts: nothing is in it. */
function oneOf(text: Expr, values: readonly string[]): Expr {
  return values.length === 0 ? pl.lit(false) : text.isIn([...values]);
}

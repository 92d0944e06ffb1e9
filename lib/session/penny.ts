import { createRedactor, whilePending } from "../base/mod.ts";
import { type Displayable, formatDate, paragraph } from "../display/mod.ts";
import { type Column, type DomainName, domainOf } from "../domains/mod.ts";
import {
  type Company,
  domainInUse,
  extractDomain,
  publishDomain,
  type TieOutKind,
  type Transform,
} from "../sync/mod.ts";
import { readersPassword } from "../warehouse/mod.ts";
import { discreetTransform } from "./discreet_transform.ts";
import { Extraction } from "./extraction.ts";
import type { Period } from "./period.ts";
import { refuseChangedNotebook } from "./refuse_changed_notebook.ts";
import type { Sources } from "./sources.ts";
import { sourcesView } from "./sources_view.ts";
import { sourceView, tieOutView } from "./tie_out_view.ts";
import {
  checksView,
  companyTitle,
  contextView,
  periodTitle,
  publicationView,
  type RecordedGate,
} from "./views.ts";

/** What a notebook has chosen to look at. */
export interface Choice {
  /** Company on display. */
  readonly company: Company;
  /** Cut-off day, `YYYY-MM-DD`. */
  readonly dateArret: string;
  /** Days that charts of activity cover. */
  readonly period: Period;
}

/**
 * What a notebook holds in its hand: reads a domain, shows where it comes from, checks it, publishes it. The choice of
 * company and dates narrows displays only; reading and publishing always concern every company.
 */
export class Penny {
  /** Company on display. */
  readonly societe: Company;
  /** Cut-off day, `YYYY-MM-DD`. */
  readonly dateArret: string;
  /** Days that charts of activity cover, both included. */
  readonly periode: Period;
  readonly #sources: Sources;

  constructor(sources: Sources, choice: Choice) {
    this.#sources = sources;
    this.societe = choice.company;
    this.dateArret = choice.dateArret;
    this.periode = choice.period;
  }

  /** Source of a figure: « Pennylane, Pharmacie du Marché (SIREN …) », with the warning of the demonstration. */
  get source(): string {
    const demo = this.#sources.syntheticAsOf === null ? "" : ", données synthétiques";
    return `Pennylane, ${companyTitle(this.societe)}${demo}`;
  }

  /** Period of a figure of activity: « du 01/01/2026 au 31/10/2026 ». */
  get duAu(): string {
    return periodTitle(this.periode);
  }

  /** Period of a figure at the cut-off day: « arrêté au 31/10/2026 ». */
  get arreteAu(): string {
    return `arrêté au ${formatDate(this.dateArret)}`;
  }

  /** The columns of a domain: label, type, source and description. */
  columns(domain: DomainName): readonly Column[] {
    return domainOf(domain).columns;
  }

  /**
   * Reads a domain in Pennylane for every company, at most once a session, and gives what the mirror then holds for the
   * company on display.
   *
   * @param domain Name of the table, e.g. `customer_invoices`.
   * @param options `refresh`: read Pennylane again although this session has read it. @default false
   * @throws {ServiceError} Data Sharing or PostgreSQL cannot be reached.
   */
  extract(domain: DomainName, options: { refresh?: boolean } = {}): Promise<Extraction> {
    return whilePending(`extract ${domain}`, () => this.#extract(domain, options));
  }

  async #extract(domain: DomainName, options: { refresh?: boolean }): Promise<Extraction> {
    const { context } = this.#sources;
    const report = await extractDomain(context, domain, options);
    if (report.unavailable !== null) context.emit({ type: "skipped", reason: report.unavailable });
    const inUse = await domainInUse(context.db, domain);
    const extraction = { domain: inUse, company: this.societe, report };
    return await Extraction.open(context.db, extraction);
  }

  /** Where the rows come from: company, dates, source, time of reading, number of rows. */
  async context(extraction: Extraction): Promise<Displayable> {
    const unit = await this.#sources.context.db.maybeOne<{ read_at: string }>(
      "SELECT read_at FROM penny.units WHERE source = $1 AND domain = $2 AND company_id = $3",
      [extraction.source, extraction.domain.name, this.societe.companyId],
    );
    return contextView({
      extraction,
      dateArret: this.dateArret,
      period: this.periode,
      readAt: unit?.read_at ?? null,
      syntheticAsOf: this.#sources.syntheticAsOf,
      faults: this.#sources.registration.faults,
    });
  }

  /** Where each of the twelve tables comes from, every company: source in force, rows, oldest reading. */
  sources(): Promise<Displayable> {
    const { context, syntheticAsOf } = this.#sources;
    return sourcesView(context.db, { syntheticAsOf });
  }

  /** The blocking checks made when each company was read last: those of the company on display, and every red one. */
  async checks(extraction: Extraction): Promise<Displayable> {
    const { db } = this.#sources.context;
    const { domain, report } = extraction;
    if (report.unavailable !== null) return extraction;
    const units = report.units.map(({ unit }) => ({
      company_id: unit.company.companyId,
      source: unit.source,
    }));
    const gates = await db.many<RecordedGate>(
      "WITH latest AS (SELECT DISTINCT ON (u.company_id) u.company_id, u.source, u.run_id FROM penny.run_units u " +
        "JOIN jsonb_to_recordset($3::jsonb) AS shown(company_id bigint, source text) USING (company_id, source) " +
        "WHERE u.domain = $1 ORDER BY u.company_id, u.recorded_at DESC) " +
        "SELECT g.company_id = $2 AS own, c.name, c.siren, g.gate, g.status, g.detail->>'detail' AS detail, " +
        "g.detail->'rows' AS rows FROM penny.run_gates g JOIN latest USING (company_id, source, run_id) " +
        "JOIN penny.companies c USING (company_id) " +
        "WHERE g.domain = $1 AND (g.company_id = $2 OR g.status = 'red') " +
        "ORDER BY own DESC, c.name, g.company_id, g.gate",
      [domain.name, this.societe.companyId, JSON.stringify(units)],
    );
    const failures = report.units.filter(({ status }) => status === "failed")
      .map(({ unit, reason = "raison non précisée" }) => ({ company: unit.company.name, reason }));
    return checksView(extraction, { gates, failures });
  }

  /**
   * Holds two figures of the company on display against one another, as they stand in the base now: both times of reading,
   * the difference, what explains it, and the rows of the part that nothing explains.
   *
   * @param kind `ledger_trial_balance`, `bank_ledger`; of a domain `published`, `api_data_sharing`, or `source`, which asks
   *   Data Sharing for its own count and sums.
   * @param domain Table that the latter look at. @default the kind has its own
   * @returns Statements; a sentence when one of the two figures was never read.
   */
  tieOut(kind: "ledger_trial_balance" | "bank_ledger"): Promise<Displayable>;
  tieOut(
    kind: "source" | "published" | "api_data_sharing",
    domain: DomainName,
  ): Promise<Displayable>;
  tieOut(kind: TieOutKind, domain?: DomainName): Promise<Displayable> {
    if (kind === "source") {
      return sourceView(this.#sources.context, { domain: domain!, company: this.societe });
    }
    const choice = { kind, ...(domain === undefined ? {} : { domain }) };
    return tieOutView(this.#sources.context, choice, this.societe);
  }

  /**
   * Brings the published table to the state of the mirror for every company, through the transform, in one transaction.
   *
   * @param extraction What was read.
   * @param transform Treats each row alone; the key columns stay as they are.
   * @param options `whole`: give the transform all rows of one company at a time. @default false
   * @returns What changed, row by row counted.
   * @throws {TransformError} The transform breaks its promise; nothing is published.
   */
  publish(
    extraction: Extraction,
    transform: Transform,
    options: { whole?: boolean } = {},
  ): Promise<Displayable> {
    // A notebook whose last cell does not await it shall not end before the base is up to date.
    const what = `publish ${extraction.domain.name}`;
    return whilePending(what, () => this.#publish(extraction, transform, options));
  }

  async #publish(
    extraction: Extraction,
    transform: Transform,
    options: { whole?: boolean },
  ): Promise<Displayable> {
    const { context, config, warehouse } = this.#sources;
    const { unavailable } = extraction.report;
    if (unavailable !== null) return paragraph(`Rien à mettre à jour : ${unavailable}.`);
    refuseChangedNotebook(config.run);
    const name = extraction.domain.name;
    const passwords = [warehouse.server.password, readersPassword(config) ?? ""];
    const redactor = createRedactor({ secrets: [...config.secrets, ...passwords] });
    const discreet = discreetTransform(transform, redactor);
    return publicationView(await publishDomain(context, name, { ...options, transform: discreet }));
  }
}

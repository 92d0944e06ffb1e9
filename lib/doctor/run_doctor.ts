import { PennyError, systemClock } from "../base/mod.ts";
import type { Config, ConfigInspection } from "../config/mod.ts";
import { type Company, selectCompanies } from "../sync/mod.ts";
import type { Warehouse } from "../warehouse/mod.ts";
import { apiChecks, type ApiFindings } from "./api_checks.ts";
import { type FirmTokenCompany, tieCompanies } from "./companies.ts";
import { dataSharingChecks, type DataSharingFindings } from "./data_sharing_checks.ts";
import { NOTHING_KNOWN, readKnown } from "./known_base.ts";
import { firmChecks } from "./firm_checks.ts";
import { machineChecks } from "./machine_checks.ts";
import { openSubjects, type Subjects } from "./open_subjects.ts";
import { resultChecks } from "./result_checks.ts";
import { settingsChecks } from "./settings_checks.ts";
import { cutSentence, tellError } from "./tell_error.ts";
import type { Check, DoctorOptions, Finding, Limits, Section } from "./types.ts";
import { warehouseChecks } from "./warehouse_checks.ts";
import { attempt } from "./within.ts";

const LIMIT_MS = 10_000;
const PREPARATION_LIMIT_MS = 180_000;

/** Settings that must be right before a part can be looked at. */
const NEEDED: Readonly<
  Record<"Base" | "Data Sharing" | "API Pennylane" | "API Cabinet", RegExp>
> = {
  Base: /^POSTGRES_/,
  "Data Sharing": /^(?:REDSHIFT_|PENNYLANE_DATA_SHARING_KEY$|PENNY_REDSHIFT_)/,
  "API Pennylane": /^(?:PENNYLANE_API_BASE_URL|PENNYLANE_RATE_LIMIT|HTTPS_PROXY|NO_PROXY)$/,
  "API Cabinet": /^(?:PENNY_FIRM_BASE_URL|PENNYLANE_RATE_LIMIT|HTTPS_PROXY|NO_PROXY)$/,
};

/**
 * Looks at everything that a run needs, and tells each thing as soon as it is known. It makes the base and, in demo mode, the
 * synthetic companies where they are missing; it reads one row of what it tries, and writes no data.
 *
 * @param inspection Settings, with their faults.
 * @param options Time limits.
 * @returns The checks, in the order of the sections; ending early closes everything.
 *
 * @example
 * ```ts ignore
 * for await (const check of runDoctor(inspectConfig())) console.log(checkLines(check).join("\n"));
 * ```
 */
export async function* runDoctor(
  inspection: ConfigInspection,
  options: DoctorOptions = {},
): AsyncGenerator<Check, void> {
  const limits: Limits = {
    limitMs: LIMIT_MS,
    preparationLimitMs: PREPARATION_LIMIT_MS,
    clock: systemClock,
    ...options,
  };
  const { config } = inspection;
  yield* part("Réglages", settingsChecks(inspection));
  yield* part("Machine", machineChecks(config, limits));
  if (config === null) return;
  await using opened = new AsyncDisposableStack();
  const diagnosis = new Diagnosis(inspection, { config, limits, opened });
  yield* diagnosis.checks();
}

/** Companies that will be read. */
interface Selected {
  readonly companies: readonly Company[];
  /** French; null: PENNY_SOCIETES is right. */
  readonly fault: string | null;
}

/** What is known from one section to the next. */
class Diagnosis {
  readonly #inspection: ConfigInspection;
  readonly #config: Config;
  readonly #limits: Limits;
  readonly #opened: AsyncDisposableStack;
  #warehouse: Warehouse | null = null;
  #subjects: Subjects | null = null;
  #dataSharing: DataSharingFindings = { companies: null, missing: new Set() };
  #api: ApiFindings | null = null;
  #firm: readonly FirmTokenCompany[] = [];
  #known = NOTHING_KNOWN;

  constructor(
    inspection: ConfigInspection,
    { config, limits, opened }: {
      readonly config: Config;
      readonly limits: Limits;
      readonly opened: AsyncDisposableStack;
    },
  ) {
    this.#inspection = inspection;
    this.#config = config;
    this.#limits = limits;
    this.#opened = opened;
  }

  async *checks(): AsyncGenerator<Check, void> {
    yield* part("Base", this.#base());
    yield* part("Data Sharing", this.#readDataSharing());
    yield* part("API Pennylane", this.#readApi());
    if (this.#config.firm !== null) yield* part("API Cabinet", this.#readFirm());
    yield* part("Résultat", this.#result());
  }

  async *#base(): AsyncGenerator<Finding, void> {
    const config = this.#config;
    if (this.#isBlocked("Base")) yield blocked();
    else {
      this.#warehouse = yield* warehouseChecks(config, this.#limits);
      if (this.#warehouse) this.#opened.use(this.#warehouse);
    }
    const opening = openSubjects(config, { warehouse: this.#warehouse, limits: this.#limits });
    const subjects = await attempt(this.#limits.preparationLimitMs, () => opening);
    if (subjects.value === null) {
      opening.then((it) => it.close(), () => undefined);
      const label = config.demo ? "Données de démonstration" : "Sources";
      yield { label, status: "error", ...tellError(subjects.error) };
      return;
    }
    this.#subjects = subjects.value;
    this.#opened.defer(() => subjects.value.close());
    const { syntheticAsOf } = subjects.value;
    if (syntheticAsOf !== null) {
      const day = syntheticAsOf.split("-").reverse().join("/");
      yield {
        label: "Données de démonstration",
        status: "ok",
        detail: `sociétés fictives au ${day}`,
      };
    }
  }

  async *#readDataSharing(): AsyncGenerator<Finding, void> {
    const { dataSharing: settings, sourceChoice } = this.#config;
    if (this.#isBlocked("Data Sharing")) return yield blocked();
    if (settings === null) {
      return yield this.#unset("PENNYLANE_DATA_SHARING_KEY et REDSHIFT_USER");
    }
    const source = this.#subjects?.dataSharing;
    if (!source) return yield unopened();
    const redshift = settings.kind === "redshift" ? settings : null;
    this.#dataSharing = yield* dataSharingChecks(
      { source, settings: redshift, sourceChoice },
      this.#limits,
    );
  }

  async *#readApi(): AsyncGenerator<Finding, void> {
    const { api: settings, sourceChoice } = this.#config;
    if (this.#warehouse) {
      const { db } = this.#warehouse;
      const dataSharing = this.#config.dataSharing !== null;
      const known = await attempt(this.#limits.limitMs, () => readKnown(db, { dataSharing }));
      this.#known = known.value ?? NOTHING_KNOWN;
    }
    if (this.#isBlocked("API Pennylane")) return yield blocked();
    if (settings === null) return yield this.#unset("PENNYLANE_API_TOKEN");
    const accesses = this.#subjects?.accesses ?? [];
    if (accesses.length === 0) return yield unopened();
    this.#api = yield* apiChecks({
      ...{ settings, accesses, sourceChoice },
      known: this.#known.companies,
      tokens: this.#known.tokens,
      dataSharing: this.#dataSharing.companies,
      select: (companies) => this.#select(companies).companies,
    }, this.#limits);
  }

  async *#readFirm(): AsyncGenerator<Finding, void> {
    if (this.#isBlocked("API Cabinet")) return yield blocked();
    const firms = this.#subjects?.firms ?? [];
    if (firms.length === 0) return yield unopened();
    this.#firm = yield* firmChecks(firms);
    for (const reason of this.#tie().refusedOfFirms) {
      yield { label: "Société", status: "error", ...cutSentence(reason) };
    }
  }

  *#result(): Generator<Finding, void> {
    const tied = this.#tie();
    const lacking = this.#api?.lacking ?? new Map();
    if (this.#api === null) {
      for (const reason of tied.refused) {
        yield { label: "Société", status: "error", ...cutSentence(reason) };
      }
    }
    const { companies, fault } = this.#select(tied.companies);
    if (fault !== null && tied.companies.length > 0) {
      const label = "PENNY_SOCIETES";
      yield { label, status: "error", exitStatus: 2, ...cutSentence(fault.split("\n")[0]!) };
    }
    yield* resultChecks({
      companies: fault === null ? companies : [],
      sourceChoice: this.#config.sourceChoice,
      missing: this.#dataSharing.missing,
      lacking,
    });
  }

  #tie() {
    return tieCompanies({
      known: this.#known.companies,
      dataSharing: this.#dataSharing.companies,
      api: this.#api?.shown ?? [],
      firm: this.#firm,
    });
  }

  /** Those of PENNY_SOCIETES; all, and what is wrong, when it names others. */
  #select(companies: readonly Company[]): Selected {
    try {
      return { companies: selectCompanies(companies, this.#config.companies), fault: null };
    } catch (error) {
      if (!(error instanceof PennyError)) throw error;
      return { companies, fault: error.message };
    }
  }

  #unset(names: string): Finding {
    const detail = this.#config.demo
      ? "PENNY_DEMO_SOURCES ne comprend pas cette source"
      : `rien à vérifier sans ${names}`;
    return { label: "Non réglé", status: "info", detail };
  }

  #isBlocked(section: keyof typeof NEEDED): boolean {
    return this.#inspection.faults.some(({ key }) => NEEDED[section].test(key ?? ""));
  }
}

function blocked(): Finding {
  return {
    label: "Non vérifié",
    status: "info",
    detail: "un réglage de cette partie est à corriger d'abord (voir Réglages)",
  };
}

function unopened(): Finding {
  return {
    label: "Non vérifié",
    status: "info",
    detail: "la source n'a pas pu être ouverte (voir Base)",
  };
}

/** The findings of a section; an error that nobody foresaw is one of them, and the next section goes on. */
async function* part(
  section: Section,
  findings: AsyncIterable<Finding> | Iterable<Finding>,
): AsyncGenerator<Check, void> {
  try {
    for await (const finding of findings) yield { section, ...finding };
  } catch (error) {
    yield { section, label: section, status: "error", ...tellError(error) };
  }
}

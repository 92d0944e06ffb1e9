import type { Queryable } from "../../connectors/postgres/mod.ts";
import { type AnyDomainName, DOMAIN_NAMES } from "../../domains/mod.ts";
import { apiDataSharing } from "./api_data_sharing.ts";
import { bankLedger } from "./bank_ledger.ts";
import { ledgerTrialBalance } from "./ledger_trial_balance.ts";
import { published } from "./published.ts";
import { type OpenedDifference, runTieOut, tieOutRows } from "./run_tie_out.ts";
import type { TieOut, TieOutKind, TieOutQuery } from "./types.ts";

/** What a tie-out works with; a synchronisation has it. */
export interface TieOutPlace {
  /** The warehouse. */
  readonly db: Queryable;
  /** Schema of the published tables. */
  readonly schema: string;
}

/** Tie-outs that stand on the warehouse alone. */
export type RepeatableTieOut = Exclude<TieOutKind, "source">;

/** Which figures to hold against one another. */
export interface TieOutChoice {
  readonly kind: RepeatableTieOut;
  /** Table that `published` and `api_data_sharing` look at; the other kinds have their own. */
  readonly domain?: AnyDomainName;
}

/**
 * Every tie-out that Penny knows, in the order in which a reader looks at them.
 *
 * @returns What {@linkcode tieOuts} takes.
 */
export function allTieOuts(): TieOutChoice[] {
  return [
    { kind: "ledger_trial_balance" },
    { kind: "bank_ledger" },
    ...DOMAIN_NAMES.map((domain): TieOutChoice => ({ kind: "api_data_sharing", domain })),
    ...DOMAIN_NAMES.map((domain): TieOutChoice => ({ kind: "published", domain })),
  ];
}

/** The domains whose rows a tie-out reads, the one that names it first. */
export function domainsOf({ kind, domain }: TieOutChoice): AnyDomainName[] {
  if (kind === "ledger_trial_balance") return ["trial_balance", "general_ledger"];
  if (kind === "bank_ledger") return ["bank_accounts", "bank_transactions", "general_ledger"];
  if (domain === undefined) throw new RangeError(`The tie-out "${kind}" needs a domain`);
  return [domain];
}

/**
 * Holds two figures of each company against one another.
 *
 * @param place The warehouse.
 * @param choice Which figures.
 * @param companies Penny's ids.
 * @returns Statements by company and subject; none where one of the two figures is missing.
 *
 * @example
 * ```ts
 * import { tieOuts } from "./tie_outs.ts";
 * import type { SyncContext } from "../types.ts";
 * async function unexplained(context: SyncContext, companyId: string) {
 *   const statements = await tieOuts(context, { kind: "ledger_trial_balance" }, [companyId]);
 *   return statements.filter((one) => one.unexplained.rows > 0);
 * }
 * ```
 */
export async function tieOuts(
  place: TieOutPlace,
  choice: TieOutChoice,
  companies: readonly string[],
): Promise<TieOut[]> {
  const query = await queryOf(place, choice);
  return query === null ? [] : await runTieOut(place.db, query, companies);
}

/** The rows behind a difference, with the headers to show above them. */
export interface OpenedTieOut {
  /** French headers; the first one is the reason, the last one the difference. */
  readonly headers: readonly {
    readonly label: string;
    readonly type: "text" | "date" | "amount";
  }[];
  /** Values as text. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/**
 * Opens a difference down to the rows, accounts or transactions that make it.
 *
 * @param place The warehouse.
 * @param choice Which figures.
 * @param difference Company, subject, and the reason if only one shall be opened.
 * @returns At most `limit` rows, the largest differences first.
 */
export async function openTieOut(
  place: TieOutPlace,
  choice: TieOutChoice,
  difference: OpenedDifference,
): Promise<OpenedTieOut> {
  const query = await queryOf(place, choice);
  if (query === null) return { headers: [], rows: [] };
  const rows = await tieOutRows(place.db, query, difference);
  return {
    headers: [
      { label: "Raison", type: "text" },
      ...query.columns.map(({ label, type = "text" }) => ({ label, type })),
      { label: "Écart", type: "amount" },
    ],
    rows: rows.map(([kind = null, ...cells]) => [
      query.reasons[kind ?? ""]?.label ?? kind,
      ...cells,
    ]),
  };
}

function queryOf({ db, schema }: TieOutPlace, choice: TieOutChoice): Promise<TieOutQuery | null> {
  const [domain] = domainsOf(choice) as [AnyDomainName];
  switch (choice.kind) {
    case "published":
      return published(db, { domain, schema });
    case "ledger_trial_balance":
      return ledgerTrialBalance(db);
    case "api_data_sharing":
      return apiDataSharing(db, { domain });
    case "bank_ledger":
      return bankLedger(db);
  }
}

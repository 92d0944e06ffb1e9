import { EXPORT_SCOPES } from "../exports.ts";
import { COMPANIES_SCOPE, FIRM_FEEDS } from "./firm_routes.ts";
import { FIRM_RESOURCES } from "./resources.ts";

/** Every scope that reads something of the Firm API, e.g. `companies:readonly`, `exports:fec`. */
export const ALL_FIRM_SCOPES: readonly string[] = [
  ...new Set([
    COMPANIES_SCOPE,
    ...[...FIRM_RESOURCES, ...FIRM_FEEDS].map((one) => one.scopes[0]!),
    ...["fiscal_years:readonly", "trial_balance:readonly"],
    ...[EXPORT_SCOPES.fecs, EXPORT_SCOPES.analytical_general_ledgers],
  ]),
].sort();

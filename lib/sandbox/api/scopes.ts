import { FEEDS } from "./changelog.ts";
import { EXPORT_SCOPES } from "./exports.ts";
import { RESOURCES } from "./resources/mod.ts";

/** Every scope that reads something of the sandbox API, e.g. `customers:readonly`, `exports:fec`. */
export const ALL_READ_SCOPES: readonly string[] = [
  ...new Set([
    ...[...RESOURCES, ...FEEDS].map((one) => one.scopes[0]!),
    "trial_balance:readonly",
    ...Object.values(EXPORT_SCOPES),
  ]),
].sort();

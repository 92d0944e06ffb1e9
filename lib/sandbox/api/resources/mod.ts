/** Every list of the sandbox API. @module */
import type { ListResource } from "../types.ts";
import { BANK_RESOURCES } from "./bank.ts";
import { CATEGORY_RESOURCES } from "./categories.ts";
import { EMPTY_RESOURCES } from "./empty.ts";
import { INVOICE_SUBLISTS } from "./invoice_sublists.ts";
import { INVOICE_RESOURCES } from "./invoices.ts";
import { LEDGER_RESOURCES } from "./ledger.ts";
import { PARTY_RESOURCES } from "./parties.ts";

export { TYPED_CUSTOMERS } from "./parties.ts";

/** All lists. */
export const RESOURCES: readonly ListResource[] = [
  ...PARTY_RESOURCES,
  ...INVOICE_RESOURCES,
  ...INVOICE_SUBLISTS,
  ...BANK_RESOURCES,
  ...LEDGER_RESOURCES,
  ...CATEGORY_RESOURCES,
  ...EMPTY_RESOURCES,
];

/** What can happen to a company, and how often. @module */
import type { Step } from "../step.ts";
import type { LiveKind } from "../types.ts";
import {
  changeTransaction,
  deleteTransaction,
  importTransaction,
  reconcile,
  tellBalance,
} from "./bank.ts";
import {
  correctAccount,
  correctAmounts,
  letterLines,
  postLate,
  relabelLine,
  unletterLines,
} from "./ledger.ts";
import { makeParty, renameParty } from "./parties.ts";
import { buy, changeSupplierInvoice, paySupplier } from "./purchases.ts";
import { changeSilently, deleteSilently, restore } from "./quiet.ts";
import {
  archiveInvoice,
  cashInvoice,
  changeCustomerInvoice,
  deleteDraft,
  finaliseDraft,
  makeDraft,
} from "./sales.ts";
import { openFiscalYear, renameAccount, renameJournal } from "./settings.ts";
import { changeTags, renameCategory } from "./tags.ts";

/** One kind of change. */
export interface Change {
  /** How often it comes, among the sum of all. */
  readonly weight: number;
  /** Makes it; answers what happened in French, or null, with nothing changed, when there was nothing to work on. */
  readonly run: (step: Step) => Promise<string | null>;
}

/**
 * Weights such that the feeds tell about what was measured: sales 10 inserts, 28 updates, 2 deletions; purchases 5 and 70;
 * transactions 7 and 49.
 */
export const CHANGES: Readonly<Record<LiveKind, Change>> = {
  customer_draft: { weight: 40, run: makeDraft },
  customer_invoice_finalised: { weight: 32, run: finaliseDraft },
  customer_draft_deleted: { weight: 8, run: deleteDraft },
  customer_invoice_changed: { weight: 24, run: changeCustomerInvoice },
  customer_payment: { weight: 12, run: cashInvoice },
  invoice_archived: { weight: 3, run: archiveInvoice },
  supplier_invoice: { weight: 20, run: buy },
  supplier_invoice_changed: { weight: 236, run: changeSupplierInvoice },
  supplier_payment: { weight: 12, run: paySupplier },
  transaction: { weight: 8, run: importTransaction },
  transaction_changed: { weight: 182, run: changeTransaction },
  transaction_reconciled: { weight: 6, run: reconcile },
  transaction_deleted: { weight: 1, run: deleteTransaction },
  bank_balance: { weight: 10, run: tellBalance },
  lines_lettered: { weight: 16, run: letterLines },
  lines_unlettered: { weight: 4, run: unletterLines },
  line_label: { weight: 16, run: relabelLine },
  line_amounts: { weight: 12, run: correctAmounts },
  line_account: { weight: 14, run: correctAccount },
  late_entry: { weight: 8, run: postLate },
  tags_changed: { weight: 30, run: changeTags },
  category_renamed: { weight: 1, run: renameCategory },
  customer_made: { weight: 5, run: makeParty("customer") },
  customer_renamed: { weight: 2, run: renameParty("customer") },
  supplier_made: { weight: 5, run: makeParty("supplier") },
  supplier_renamed: { weight: 2, run: renameParty("supplier") },
  account_renamed: { weight: 2, run: renameAccount },
  journal_renamed: { weight: 1, run: renameJournal },
  fiscal_year_opened: { weight: 1, run: openFiscalYear },
  updated_without_change: { weight: 6, run: restore },
  silent_change: { weight: 10, run: changeSilently },
  silent_deletion: { weight: 2, run: deleteSilently },
};

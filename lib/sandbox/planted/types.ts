/** The kinds of mistakes that are planted, each once. */
export type MistakeKind =
  | "suspense_account_open"
  | "internal_transfer_not_cleared"
  | "invoice_booked_twice"
  | "invoice_paid_twice"
  | "shareholder_account_in_debit"
  | "computer_in_small_equipment"
  | "accrual_never_reversed"
  | "vat_return_in_wrong_journal"
  | "late_entry_in_declared_period"
  | "lettering_off_by_one_cent"
  | "iban_changed_then_paid"
  | "silent_bank"
  | "old_draft"
  | "numbering_gap";

/** One planted mistake: enough to find it by SQL. Ids are decimal text, amounts decimal text in euros. */
export interface PlantedMistake {
  readonly kind: MistakeKind;
  readonly companyId: string;
  /** English sentence: what is wrong. */
  readonly what: string;
  /** Account on which it shows, where there is one. */
  readonly account?: string;
  /** Amount at stake, positive. */
  readonly amount?: string;
  /** `YYYY-MM-DD` on which it happened. */
  readonly date?: string;
  /** `document_id` of the entries involved (also the invoice or transaction id). */
  readonly documentIds: readonly string[];
  /** Other figures of this kind, e.g. the missing number, the supplier. */
  readonly details: Readonly<Record<string, string>>;
}

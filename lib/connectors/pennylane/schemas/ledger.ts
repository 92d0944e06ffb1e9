import { z } from "zod";
import {
  assignedCategory,
  day,
  decimal,
  id,
  ledgerAccountLink,
  link,
  open,
  recordFields,
  reference,
} from "./_parts.ts";

/** State of an entry. */
const entryStatus = open(
  "accounting_needed",
  "archived",
  "complete",
  "draft",
  "entry",
  "validation_needed",
  "waiting_details",
);

/** Keys of an entry, with or without its lines. */
const entryFields = {
  ...recordFields,
  /** Text label. */
  label: z.string().nullable(),
  /** Piece reference. */
  piece_number: z.string().nullable(),
  /** Due date. */
  due_date: day.nullable(),
  /** Link to the journal. */
  journal: link,
  /** Analytical split. */
  categories: z.array(assignedCategory),
  /** Main file of the entry. */
  attachment: z.looseObject({
    /** Name of the attached file. */
    filename: z.string(),
    /** Absolute API link to the full object or sub-list. */
    url: z.string(),
  }).nullable(),
};

/** Keys of a line, wherever it is. */
const lineFields = {
  /** Debit side, "0.0" if none. */
  debit: decimal,
  /** Credit side, "0.0" if none. */
  credit: decimal,
  /** Link to the account. */
  ledger_account: ledgerAccountLink,
};

/** A journal. Unknown keys are kept. */
export const journalSchema = z.looseObject({
  /** Journal code. */
  code: z.string(),
  /** Pennylane id (64-bit). */
  id,
  /** Text label. */
  label: z.string(),
  /** No enum in the spec. Seen: sales, purchases, finances, misc, vat, pending_vat, carryover, situation, payroll, loans, custom. */
  type: z.string(),
});

/** A journal. */
export type Journal = z.infer<typeof journalSchema>;

/** A ledger account. Unknown keys are kept. */
export const ledgerAccountSchema = z.looseObject({
  ...recordFields,
  /** Account number, NOT padded. */
  number: z.string(),
  /** Text label. */
  label: z.string(),
  /** VAT CODE, not a number. */
  vat_rate: z.string(),
  /** ISO country code, or "any" on ledger accounts. */
  country_alpha2: z.string(),
  /** Shown in the plan. */
  enabled: z.boolean(),
  /** No enum in the spec. Seen: generic, reserved, custom, customer, supplier, bank. */
  type: z.string(),
  /** Lettering allowed. */
  letterable: z.boolean(),
});

/** A ledger account. */
export type LedgerAccount = z.infer<typeof ledgerAccountSchema>;

/** An entry as the list gives it, drafts included. Unknown keys are kept. */
export const ledgerEntrySchema = z.looseObject({
  ...entryFields,
  /** Null possible since 2026. */
  date: day.nullable(),
  /** "" when none. */
  invoice_number: z.string().nullable(),
  /** Deprecated twin of journal.id; old key, may go. */
  journal_id: id.optional(),
  /** Deprecated twin of attachment.filename; old key, may go. */
  ledger_attachment_filename: z.string().nullable().optional(),
  /** Null on manual entries; otherwise follows the document. */
  status: entryStatus.nullable().optional(),
});

/** An entry as the list gives it, drafts included. */
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

/** An entry with its lines. Unknown keys are kept. */
export const ledgerEntryWithLinesSchema = z.looseObject({
  ...entryFields,
  /** Accounting / issue date. */
  date: day.nullable(),
  /** Document number; "" while a draft or not read yet. */
  invoice_number: z.string().nullable(),
  /** Lines of the entry (retrieve only, not in the list). */
  ledger_entry_lines: z.array(z.looseObject({
    /** Pennylane id (64-bit). */
    id,
    ...lineFields,
    /** Text label. */
    label: z.string(),
  })),
  /** State. */
  status: entryStatus.nullable().optional(),
});

/** An entry with its lines. */
export type LedgerEntryWithLines = z.infer<typeof ledgerEntryWithLinesSchema>;

/** A line as the list of its entry gives it. Unknown keys are kept. */
export const ledgerLineOfEntrySchema = z.looseObject({
  /** Pennylane id (64-bit). */
  id,
  ...lineFields,
  /** Text label. */
  label: z.string().nullable(),
  /** Deprecated twin of ledger_account.id; old key, may go. */
  ledger_account_id: id.optional(),
});

/** A line as the list of its entry gives it. */
export type LedgerLineOfEntry = z.infer<typeof ledgerLineOfEntrySchema>;

/** A line of an entry. Unknown keys are kept. */
export const ledgerEntryLineSchema = z.looseObject({
  ...recordFields,
  ...lineFields,
  /** Text label. */
  label: z.string().nullable(),
  /** Analytical split. */
  categories: z.array(assignedCategory),
  /** Link to the journal. */
  journal: link,
  /** Never null in the spec. */
  date: day,
  /** Accounting entry of the document (its id equals the document id since 2026). */
  ledger_entry: reference,
  /** Lettering group of the line. */
  lettered_ledger_entry_lines: z.looseObject({
    /** All line ids of the group, itself included; [] when not lettered. */
    ids: z.array(id),
    /** Absolute API link to the full object or sub-list. */
    url: z.string(),
  }),
});

/** A line of an entry. */
export type LedgerEntryLine = z.infer<typeof ledgerEntryLineSchema>;

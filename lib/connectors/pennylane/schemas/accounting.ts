import { z } from "zod";
import {
  assignedCategory,
  day,
  decimal,
  id,
  open,
  recordFields,
  reference,
  subList,
} from "./_parts.ts";

/** Debits and credits of an account over the period; no id, no opening balance. Unknown keys are kept. */
export const trialBalanceRowSchema = z.looseObject({
  /** Account number, NOT padded. */
  number: z.string(),
  /** Account number padded with zeros on the right. */
  formatted_number: z.string(),
  /** Text label. */
  label: z.string(),
  /** Sum of debits over the period. */
  debits: decimal,
  /** Sum of credits over the period. */
  credits: decimal,
});

/** Debits and credits of an account over the period; no id, no opening balance. */
export type TrialBalanceRow = z.infer<typeof trialBalanceRowSchema>;

/** A fiscal year. Unknown keys are kept. */
export const fiscalYearSchema = z.looseObject({
  ...recordFields,
  /** First day. */
  start: day,
  /** Last day. */
  finish: day,
  /** open, reopen, closed or frozen. */
  status: open("open", "reopen", "closed", "frozen"),
});

/** A fiscal year. */
export type FiscalYear = z.infer<typeof fiscalYearSchema>;

/** Keys of a category, in every list. */
const categoryFields = {
  ...recordFields,
  /** Text label. */
  label: z.string(),
  /** Cash direction. */
  direction: open("cash_in", "cash_out").nullable(),
  /** Free code of the category. */
  analytical_code: z.string().nullable(),
};

/** An analytical or cash category. Unknown keys are kept. */
export const categorySchema = z.looseObject({
  ...categoryFields,
  /** Analytical axis. */
  category_group: reference,
});

/** An analytical or cash category. */
export type Category = z.infer<typeof categorySchema>;

/** A category as the list of its group gives it. Unknown keys are kept. */
export const categoryOfGroupSchema = z.looseObject(categoryFields);

/** A category as the list of its group gives it. */
export type CategoryOfGroup = z.infer<typeof categoryOfGroupSchema>;

/** A group of categories (an axis). Unknown keys are kept. */
export const categoryGroupSchema = z.looseObject({
  ...recordFields,
  /** Text label. */
  label: z.string(),
  /** Link to the analytical split. */
  categories: subList,
});

/** A group of categories (an axis). */
export type CategoryGroup = z.infer<typeof categoryGroupSchema>;

/** Whom the token stands for: user, company, scopes. Unknown keys are kept. */
export const accountSchema = z.looseObject({
  /** Null possible (token without a user). */
  user: z.looseObject({
    /** Pennylane id (64-bit). */
    id,
    /** First name. */
    first_name: z.string(),
    /** Last name. */
    last_name: z.string(),
    /** E-mail address. */
    email: z.string(),
    /** Interface language. */
    locale: open("fr", "en", "de"),
  }).nullable(),
  /** Company of the token. */
  company: z.looseObject({
    /** Pennylane id (64-bit). */
    id,
    /** Display name. */
    name: z.string(),
    /** SIREN (9 digits); "" when unknown. */
    reg_no: z.string().nullable(),
    /** Chart of accounts framework. */
    accounting_logic: open(
      "FR_PCG",
      "FR_AGRICULTURE",
      "FR_NON_PROFIT",
      "FR_NOTARY",
      "DE_SKR03",
      "DE_SKR04",
      "ES_PGC",
    ).optional(),
  }),
  /** Scopes of the token. */
  scopes: z.array(z.string()),
});

/** Whom the token stands for: user, company, scopes. */
export type Account = z.infer<typeof accountSchema>;

/** A category given to an object, with its share. Unknown keys are kept. */
export const assignedCategorySchema = assignedCategory;

/** A category given to an object, with its share. */
export type AssignedCategory = z.infer<typeof assignedCategorySchema>;

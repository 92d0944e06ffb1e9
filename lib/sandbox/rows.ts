import { accountIdOf } from "./account_ids.ts";
import { labelOf } from "./accounts.ts";
import { type Day, isoDay, yearOf } from "./calendar.ts";
import { entryRows } from "./entry_rows.ts";
import { Ids } from "./ids.ts";
import { invoiceRows } from "./invoice_rows.ts";
import { decimalOf } from "./money.ts";
import { type Row, RowContext, type RowSink } from "./row_context.ts";
import type { PlantedMistake } from "./planted/types.ts";
import type {
  BankAccount,
  BookItem,
  Company,
  CompanyUser,
  FiscalYear,
  TaxDeclaration,
  ThirdParty,
  Transaction,
  TrialBalanceRow,
  VatDeclaration,
} from "./types.ts";

/** Days that a third party was there before its last change, at most. */
const LONGEST_UNCHANGED = 400;

/**
 * Turns the items of one company into rows of the stand-in.
 *
 * @param company The company.
 * @param options `today`: last day of the books; `write`: takes the rows.
 * @returns A function to call with each item.
 */
export function rowWriter(
  company: Company,
  options: { readonly today: Day; readonly write: RowSink },
): (item: BookItem) => void {
  const context = new RowContext(company, options);
  const ids = new Ids(company.index);
  const { write } = options;
  return (item) => {
    const deletedOn = "deletedOn" in item ? item.deletedOn ?? null : null;
    switch (item.kind) {
      case "entry":
        return entryRows(context, item);
      case "invoice":
        return invoiceRows(context, item);
      case "transaction":
        return write("bank_transactions", transactionRow(context, item.transaction, deletedOn));
      case "thirdParty":
        return thirdPartyRows(context, item.thirdParty, deletedOn);
      case "company":
        return write("companies", companyRow(context, item.company));
      case "user":
        return write("company_users", userRow(context, item.user));
      case "fiscalYear":
        return write("fiscal_years", fiscalYearRow(context, item.fiscalYear));
      case "bankAccount":
        return bankAccountRows(context, item.bankAccount, ids);
      case "trialBalance":
        return write("trial_balance", trialBalanceRow(context, item.row));
      case "vatDeclaration":
        return write("vat_declarations", vatRow(context, item.declaration));
      case "taxDeclaration":
        return write("tax_declarations", taxRow(context, item.declaration, deletedOn));
      case "mistake":
        return write("sandbox_model.mistakes", mistakeRow(context, item.mistake));
    }
  };
}

function mistakeRow(context: RowContext, mistake: PlantedMistake): Row {
  return [context.companyId, mistake.kind, JSON.stringify(mistake)];
}

function companyRow(context: RowContext, company: Company): Row {
  const updatedOn = Math.min(context.today, company.createdOn + 900);
  return [
    context.companyId,
    company.name,
    context.id(company.firmId),
    company.firmName,
    company.tradeName,
    company.siren,
    company.vatNumber,
    "FR",
    company.city,
    company.postalCode,
    "v1_pro",
    "f",
    company.vatFrequency,
    String(company.vatDay),
    "bic_is",
    "fr_rn",
    isoDay(company.registeredOn),
    company.activityCode,
    company.activitySector,
    company.legalFormCode,
    company.legalForm,
    context.time(company.createdOn, company.id),
    context.time(updatedOn, company.id),
    ...context.etl(updatedOn, null),
  ];
}

function userRow(context: RowContext, user: CompanyUser): Row {
  const { company } = context;
  return [
    context.id(user.userId),
    context.companyId,
    company.name,
    user.email,
    user.firstName,
    user.lastName,
    context.date(user.lastActivity),
    user.role,
    context.id(company.firmId),
    company.firmName,
    ...context.etl(user.lastActivity ?? company.createdOn, null),
  ];
}

function fiscalYearRow(context: RowContext, year: FiscalYear): Row {
  const first = yearOf(year.start), last = yearOf(year.end);
  const updatedOn = year.closedOn ?? Math.min(context.today, year.start);
  return [
    context.id(year.id),
    context.companyId,
    context.company.name,
    context.company.firmId === null
      ? null
      : `C${String(context.company.index + 1).padStart(5, "0")}`,
    String(first),
    isoDay(year.start),
    isoDay(year.end),
    first === last ? String(first) : `${first}-${last}`,
    year.closedOn === null ? null : context.time(year.closedOn, year.id),
    context.time(updatedOn, year.id),
    ...context.etl(updatedOn, null),
  ];
}

function thirdPartyRows(
  context: RowContext,
  party: ThirdParty,
  deletedOn: Day | null,
): void {
  // Empty text and null both stand for « nothing » in the application.
  const none = party.id % 2 === 0 ? "" : null;
  context.write(party.kind === "customer" ? "customers" : "suppliers", [
    context.id(party.id),
    party.name,
    context.companyId,
    context.company.name,
    party.vatCode,
    party.account,
    party.pnlAccount,
    party.postalCode ?? none,
    party.country,
    party.city ?? none,
    party.siren ?? none,
    party.vatNumber ?? none,
    party.activityCode ?? none,
    party.legalName,
    party.siren === null ? null : party.country,
    party.ibanUpdatedOn === null ? null : context.time(party.ibanUpdatedOn, party.id),
    party.ibanUpdatedBy,
    context.time(party.updatedOn, party.id),
    ...context.etl(party.updatedOn, deletedOn),
  ]);
  context.write("sandbox_model.third_parties", [
    context.id(party.id),
    context.companyId,
    party.kind,
    party.iban,
    party.email,
    String(party.termDays),
    context.time(party.updatedOn - (party.id % LONGEST_UNCHANGED), party.id),
  ]);
}

function bankAccountRows(context: RowContext, account: BankAccount, ids: Ids): void {
  context.write("bank_accounts", [
    context.id(account.id),
    context.companyId,
    context.company.name,
    String(account.establishmentId),
    account.establishment,
    account.name,
    account.connection.toLowerCase(),
    context.id(accountIdOf(ids, account.account)),
    account.account,
    labelOf(account.account),
    "EUR",
    "t",
    "t",
    decimalOf(account.balance),
    account.lastSyncSuccess ? "t" : "f",
    context.time(account.lastSyncOn, account.id),
    context.time(account.createdOn, account.id),
    context.time(account.lastSyncOn, account.id),
    ...context.etl(account.lastSyncOn, null),
  ]);
  context.write("sandbox_model.bank_ibans", [
    context.id(account.id),
    context.companyId,
    account.iban,
  ]);
}

function transactionRow(context: RowContext, one: Transaction, deletedOn: Day | null): Row {
  return [
    context.id(one.id),
    isoDay(one.day),
    context.companyId,
    one.accountName,
    one.thirdParty?.name ?? null,
    context.id(one.thirdParty?.id ?? null),
    one.label,
    decimalOf(one.amount),
    decimalOf(one.outstanding),
    one.currency,
    decimalOf(one.currencyAmount),
    one.source,
    one.duplicate ? "t" : "f",
    null,
    null,
    one.status,
    one.proof,
    context.time(one.updatedOn, one.id),
    ...context.etl(one.updatedOn, deletedOn),
  ];
}

function trialBalanceRow(context: RowContext, row: TrialBalanceRow): Row {
  return [
    context.companyId,
    context.company.name,
    context.id(row.accountId),
    row.account,
    "any",
    "any",
    row.label,
    "t",
    decimalOf(row.debits),
    decimalOf(row.credits),
    decimalOf(row.debits - row.credits),
    String(row.events),
    null,
    isoDay(row.fiscalYear.start),
    isoDay(row.fiscalYear.end),
    context.time(row.updatedOn, row.fiscalYear.id),
  ];
}

function vatRow(context: RowContext, one: VatDeclaration): Row {
  return [
    context.companyId,
    context.company.name,
    context.date(one.start),
    isoDay(one.end),
    context.company.vatFrequency,
    one.expected ? "t" : "f",
    one.status ?? "",
    context.id(one.documentId),
    one.form,
    one.amount === null ? null : decimalOf(one.amount),
  ];
}

function taxRow(context: RowContext, one: TaxDeclaration, deletedOn: Day | null): Row {
  const bool = (value: boolean | null) => (value === null ? null : value ? "t" : "f");
  return [
    context.id(one.id),
    context.companyId,
    context.company.name,
    one.type,
    one.form,
    context.id(one.declarationId),
    isoDay(one.start),
    isoDay(one.end),
    one.status,
    bool(one.validated),
    bool(one.paymentValidated),
    decimalOf(one.amount),
    one.rejection,
    context.time(one.updatedOn, one.id),
    context.time(one.createdOn, one.id),
    ...context.etl(one.updatedOn, deletedOn),
  ];
}

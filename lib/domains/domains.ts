import { UsageError } from "../base/mod.ts";
import { analyticalLedger } from "./analytical_ledger.ts";
import { bankAccounts } from "./bank_accounts.ts";
import { bankTransactions } from "./bank_transactions.ts";
import { companies } from "./companies.ts";
import { customerInvoices } from "./customer_invoices.ts";
import { customers } from "./customers.ts";
import { fiscalYears } from "./fiscal_years.ts";
import { generalLedger } from "./general_ledger.ts";
import { journals } from "./journals.ts";
import { ledgerAccounts } from "./ledger_accounts.ts";
import { nearest } from "./_nearest.ts";
import { supplierInvoices } from "./supplier_invoices.ts";
import { suppliers } from "./suppliers.ts";
import { taxDeclarations } from "./tax_declarations.ts";
import { trialBalance } from "./trial_balance.ts";
import type { AnyDomainName, Column, Domain } from "./types.ts";
import { vatDeclarations } from "./vat_declarations.ts";

/** The twelve domains in the order of the notebooks, after those on which they stand; frozen to the leaves. */
export const DOMAINS: Readonly<Record<AnyDomainName, Domain>> = Object.freeze({
  companies,
  journals,
  ledger_accounts: ledgerAccounts,
  fiscal_years: fiscalYears,
  customers,
  suppliers,
  customer_invoices: customerInvoices,
  supplier_invoices: supplierInvoices,
  bank_accounts: bankAccounts,
  bank_transactions: bankTransactions,
  general_ledger: generalLedger,
  analytical_ledger: analyticalLedger,
  trial_balance: trialBalance,
  vat_declarations: vatDeclarations,
  tax_declarations: taxDeclarations,
});

/**
 * The domain of a name that a user typed.
 *
 * @param name A name of `DOMAINS`.
 * @returns The domain.
 * @throws {UsageError} The name is unknown; the text proposes the nearest ones.
 *
 * @example
 * ```ts
 * import { domainOf } from "./domains.ts";
 * import assert from "node:assert/strict";
 * assert.equal(domainOf("customers").title, "Clients");
 * ```
 */
export function domainOf(name: string): Domain {
  if (Object.hasOwn(DOMAINS, name)) return DOMAINS[name as AnyDomainName];
  throw new UsageError(
    `Impossible de trouver le domaine « ${name} » : ce nom n'existe pas ; ${
      proposal(name, Object.keys(DOMAINS))
    }`,
  );
}

/**
 * The column of a name in a domain.
 *
 * @param domain Where to look.
 * @param name Canonical name.
 * @returns The column.
 * @throws {UsageError} The domain has no such column; the text proposes the nearest ones.
 */
export function columnOf(domain: Domain, name: string): Column {
  const column = domain.columns.find((candidate) => candidate.name === name);
  if (column !== undefined) return column;
  throw new UsageError(
    `Impossible de trouver la colonne « ${name} » de « ${domain.name} » : elle n'existe pas ; ${
      proposal(name, domain.columns.map((candidate) => candidate.name))
    }`,
  );
}

function proposal(name: string, known: readonly string[]): string {
  return `essayez ${nearest(name, known).map((candidate) => `« ${candidate} »`).join(" ou ")}`;
}

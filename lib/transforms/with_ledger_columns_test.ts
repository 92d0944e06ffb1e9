import assert from "node:assert/strict";
import fc from "fast-check";
import { addedColumns, columnsReadBy, DOMAINS } from "../domains/mod.ts";
import type { AnyDomainName } from "../domains/mod.ts";
import {
  concatFrames,
  emptyFrame,
  frameColumns,
  frameFromRows,
  toTextRows,
} from "../frames/mod.ts";
import type { Frame, FrameColumn } from "../frames/mod.ts";
import { withAccountNature } from "./with_account_nature.ts";
import { withBalances } from "./with_balances.ts";
import { withCashDirection } from "./with_cash_direction.ts";
import { withDocumentKind } from "./with_document_kind.ts";
import { withDueDelay } from "./with_due_delay.ts";
import { withEuroBalance } from "./with_euro_balance.ts";
import { withFiscalYearLength } from "./with_fiscal_year_length.ts";
import { withLedgerColumns } from "./with_ledger_columns.ts";
import { withOpeningFlag } from "./with_opening_flag.ts";
import { withoutColumns } from "./without_columns.ts";
import { withPcgLevels } from "./with_pcg_levels.ts";
import { withResultContribution } from "./with_result_contribution.ts";
import { withTrialBalanceColumns } from "./with_trial_balance_columns.ts";
import { withVatAmount } from "./with_vat_amount.ts";
import { withVatZone } from "./with_vat_zone.ts";

const LEDGER = DOMAINS.general_ledger.columns;
const ADDED: FrameColumn[] = [
  { name: "pcg_3", type: "text" },
  { name: "pcg_2", type: "text" },
  { name: "pcg_1", type: "text" },
  { name: "nature_compte", type: "text" },
  { name: "solde", type: "decimal", scale: 2 },
  { name: "solde_debiteur", type: "decimal", scale: 2 },
  { name: "solde_crediteur", type: "decimal", scale: 2 },
  { name: "contribution_resultat", type: "decimal", scale: 2 },
  { name: "est_a_nouveau", type: "boolean" },
];

/** Ledger lines, each telling the columns that matter; the others are null. */
function ledger(...lines: Readonly<Record<string, string>>[]): Frame {
  return frameFromRows(lines.map((line) => LEDGER.map(({ name }) => line[name] ?? null)), LEDGER);
}

const LINE = { company_id: "1", debit: "0.00", credit: "0.00", journal_code: "VT" };

Deno.test("withLedgerColumns() adds the nine columns after those of the ledger", () => {
  const frame = withLedgerColumns(ledger(
    { ...LINE, id: "1", plan_item_number: "411001", debit: "120.00" },
    { ...LINE, id: "2", plan_item_number: "707000", credit: "100.00" },
    { ...LINE, id: "3", plan_item_number: "512000", credit: "7.00", journal_code: "AN" },
  ));
  assert.deepEqual(frameColumns(frame).slice(LEDGER.length), ADDED);
  assert.deepEqual(toTextRows(frame).map((row) => row.slice(LEDGER.length)), [
    ["411", "41", "4", "Bilan", "120.00", "120.00", "0.00", "0.00", "false"],
    ["707", "70", "7", "Résultat", "-100.00", "0.00", "100.00", "100.00", "false"],
    ["512", "51", "5", "Bilan", "-7.00", "0.00", "7.00", "0.00", "true"],
  ]);
});

Deno.test("withLedgerColumns() takes what Data Sharing alone gives, and the analytical ledger", () => {
  for (const domain of [DOMAINS.general_ledger, DOMAINS.analytical_ledger]) {
    const read = columnsReadBy(domain, "data_sharing");
    const frame = withLedgerColumns(emptyFrame(read));
    assert.deepEqual(frameColumns(frame).slice(read.length), ADDED);
  }
});

Deno.test("transforms add the columns that the dictionary announces", () => {
  const transforms: Partial<Record<AnyDomainName, (frame: Frame) => Frame>> = {
    fiscal_years: withFiscalYearLength,
    customers: withVatZone,
    suppliers: withVatZone,
    customer_invoices: (frame) => withDocumentKind(withVatAmount(withDueDelay(frame))),
    supplier_invoices: (frame) => withDocumentKind(withVatAmount(withDueDelay(frame))),
    bank_accounts: withEuroBalance,
    bank_transactions: withCashDirection,
    general_ledger: withLedgerColumns,
    analytical_ledger: withLedgerColumns,
    trial_balance: withTrialBalanceColumns,
  };
  for (const { name, columns } of Object.values(DOMAINS)) {
    const frame = emptyFrame(columns);
    const given = frameColumns(transforms[name]?.(frame) ?? frame).slice(columns.length);
    const announced = addedColumns(name).map(({ name, type, scale }) =>
      scale === undefined ? { name, type } : { name, type, scale }
    );
    assert.deepEqual(given, announced, name);
  }
});

Deno.test("withTrialBalanceColumns() reads number, debits and credits", () => {
  const columns: FrameColumn[] = [
    { name: "number", type: "text" },
    { name: "debits", type: "decimal", scale: 2 },
    { name: "credits", type: "decimal", scale: 2 },
  ];
  const frame = withTrialBalanceColumns(frameFromRows([["6061", "12.00", "2.00"]], columns));
  assert.deepEqual(frameColumns(frame).slice(3), ADDED.slice(0, 8));
  assert.deepEqual(toTextRows(frame)[0]!.slice(3), [
    "606",
    "60",
    "6",
    "Résultat",
    "10.00",
    "10.00",
    "0.00",
    "-10.00",
  ]);
});

const TRANSFORMS: Readonly<Record<string, (frame: Frame) => Frame>> = {
  withPcgLevels,
  withAccountNature,
  withBalances,
  withResultContribution,
  withOpeningFlag,
  withLedgerColumns,
  withDueDelay,
  withVatAmount,
  withCashDirection,
  withDocumentKind,
  withEuroBalance,
  withFiscalYearLength,
  withVatZone,
  withoutColumns: (frame) => withoutColumns(frame, ["label"]),
};

/** Columns of every transform at once. */
const COLUMNS: FrameColumn[] = [
  { name: "plan_item_number", type: "text" },
  { name: "journal_code", type: "text" },
  { name: "journal_label", type: "text" },
  { name: "label", type: "text" },
  { name: "country_alpha2", type: "text" },
  { name: "currency", type: "text" },
  { name: "date", type: "date" },
  { name: "start_date", type: "date" },
  { name: "end_date", type: "date" },
  { name: "closed_at", type: "date" },
  { name: "balance", type: "decimal", scale: 2 },
  { name: "issue_date", type: "date" },
  { name: "deadline", type: "date" },
  { name: "debit", type: "decimal", scale: 2 },
  { name: "credit", type: "decimal", scale: 2 },
  { name: "amount_eur", type: "decimal", scale: 6 },
  { name: "amount_eur_excl_taxes", type: "decimal", scale: 6 },
];

const text = fc.constantFrom(null, "", "411", "7071", "89", "AN", "FR", "EUR", "À-nouveaux", "é");
const day = fc.constantFrom(null, "2024-02-29", "1969-12-31", "2025-01-01");
const amount = fc.constantFrom(null, "0.00", "-12.30", "9007199254740993.01");
const row = fc.tuple(
  ...COLUMNS.map(({ type }) => type === "text" ? text : type === "date" ? day : amount),
);

for (const [name, transform] of Object.entries(TRANSFORMS)) {
  Deno.test(`${name}() gives in parts what it gives of the whole, and leaves its input alone`, () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), fc.nat(12), (rows, cut) => {
        const whole = frameFromRows(rows, COLUMNS);
        const before = toTextRows(whole);
        const parts = [rows.slice(0, cut), rows.slice(cut)].map((part) =>
          frameFromRows(part, COLUMNS)
        );
        const result = transform(whole);
        assert.ok(concatFrames(parts.map(transform)).frameEqual(result, true));
        assert.deepEqual(toTextRows(whole), before);
        assert.deepEqual(frameColumns(whole), COLUMNS);
      }),
      { numRuns: 25 },
    );
  });

  Deno.test(`${name}() gives an empty frame the columns and types of a full one`, () => {
    const full = transform(frameFromRows([COLUMNS.map(() => null)], COLUMNS));
    const empty = transform(emptyFrame(COLUMNS));
    assert.equal(empty.height, 0);
    assert.deepEqual(frameColumns(empty), frameColumns(full));
  });
}

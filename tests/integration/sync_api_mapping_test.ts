import assert from "node:assert/strict";
import { type AnyDomainName, DOMAINS } from "../../lib/domains/mod.ts";
import { apiMapping } from "../../lib/sync/api/mapping.ts";
import { COMPANY, NAME, OTHER, type Raw, withComposer } from "./_api_mapping.ts";

Deno.test("insertStatement() runs on every domain without a row", async () => {
  await withComposer("empty", async ({ compose }) => {
    for (const name of Object.keys(DOMAINS) as AnyDomainName[]) {
      if (apiMapping(name) !== null) assert.deepEqual(await compose(name), [], name);
    }
  });
});

Deno.test("insertStatement() takes empty texts as null, joins lists and looks up living rows of the company", async () => {
  await withComposer("customers", async ({ mirror, compose }) => {
    await mirror("ledger_accounts", { id: "71", number: "411ALPHA" });
    await mirror("ledger_accounts", { id: "72", number: "411GONE", _deleted_at: "2026-10-01" });
    await mirror("ledger_accounts", { id: "73", number: "411OTHER", company_id: OTHER });
    const base = { billing_address: null, delivery_address: {}, updated_at: null };
    const rows = await compose(
      "customers",
      ["customers", {
        ...base,
        id: 1,
        name: "Alpha",
        ledger_account: { id: 71 },
        emails: ["b@a.fr", "", "a@b.fr"],
        billing_address: { address: "", postal_code: "75011", city: "Paris", country_alpha2: "FR" },
        customer_type: "company",
        reg_no: "",
        phone: "",
        notes: "l'été \\ « là »",
        created_at: "2026-07-08T12:26:21.800683Z",
        updated_at: "2026-12-31T23:59:59.999999Z",
      }],
      ["customers", { ...base, id: 2, ledger_account: { id: 72 }, emails: [], first_name: "Zoé" }],
      ["customers", { ...base, id: 3, ledger_account: { id: 73 }, emails: [""] }],
      ["customers", { ...base, id: 4, ledger_account: null, emails: null }],
      ["suppliers", { id: 5, name: "not a customer" }],
    );
    const company = { company_id: COMPANY, company_name: NAME };
    assert.deepEqual(rows, [
      {
        ...company,
        id: "1",
        name: "Alpha",
        plan_item_number: "411ALPHA",
        postal_code: "75011",
        country_alpha2: "FR",
        city: "Paris",
        updated_at: "2026-12-31 23:59:59.999999",
        customer_type: "company",
        emails: "b@a.fr ; a@b.fr",
        ledger_account_id: "71",
        notes: "l'été \\ « là »",
        created_at: "2026-07-08 12:26:21.800683",
      },
      { ...company, id: "2", ledger_account_id: "72", first_name: "Zoé" },
      { ...company, id: "3", ledger_account_id: "73" },
      { ...company, id: "4" },
    ]);
  });
});

/** What JavaScript could not write: ids above 2^53. */
const FOREIGN_INVOICE: Raw = [
  "customer_invoices",
  `{"id": 9223372036854775807, "customer": {"id": 9007199254740993, "url": "https://x"},
    "amount": "0.1", "tax": "0.3", "currency": "USD", "currency_amount": "123456789012345.123456",
    "exchange_rate": "0.923361034164", "date": "2026-02-28", "deadline": null, "paid": false,
    "status": "late", "draft": false, "archived_at": "2026-10-25T00:30:00.000001Z",
    "e_invoicing": {"status": "sent", "reason": null}, "ledger_entry": {"id": 12}}`,
];

Deno.test("insertStatement() keeps amounts exact, ids whole and no state that time alone changes", async () => {
  await withComposer("invoices", async ({ mirror, compose }) => {
    await mirror("customers", { id: "9007199254740993", name: "Très grand" });
    const rows = await compose(
      "customer_invoices",
      FOREIGN_INVOICE,
      ["customer_invoices", {
        id: 1,
        amount: "10.0",
        tax: null,
        status: "paid",
        customer: null,
        paid: true,
        invoice_number: "",
        e_invoicing: null,
        credited_invoice: { id: 7, url: "https://x" },
        exchange_rate: "1.0",
        public_file_url: "https://app.pennylane.com/secret",
      }],
    );
    assert.deepEqual(
      rows,
      [
        {
          id: "1",
          company_id: COMPANY,
          amount_eur: "10.0",
          is_paid: "t",
          status: "paid",
          credited_invoice_id: "7",
          exchange_rate: "1.0",
        },
        {
          id: "9223372036854775807",
          issue_date: "2026-02-28",
          company_id: COMPANY,
          customer_id: "9007199254740993",
          customer_name: "Très grand",
          amount_eur: "0.1",
          amount_eur_excl_taxes: "-0.2",
          currency: "USD",
          is_paid: "f",
          draft: "f",
          status: "upcoming",
          tax_eur: "0.3",
          currency_amount: "123456789012345.123456",
          exchange_rate: "0.923361034164",
          ledger_entry_id: "12",
          e_invoicing_status: "sent",
          archived_at: "2026-10-25 00:30:00.000001",
        },
      ],
    );
  });
});

Deno.test("insertStatement() takes the customer of a transaction, and without one the supplier", async () => {
  await withComposer("transactions", async ({ mirror, compose }) => {
    await mirror("bank_accounts", { id: "5", name: "Compte courant" });
    await mirror("customers", { id: "10", name: "Client" });
    await mirror("suppliers", { id: "20", name: "Fournisseur" });
    const transaction = (id: number, customer: unknown, supplier: unknown): Raw => [
      "transactions",
      { id, date: "2026-10-31", bank_account: { id: 5 }, customer, supplier, categories: [] },
    ];
    const rows = await compose(
      "bank_transactions",
      transaction(1, { id: 10 }, { id: 20 }),
      transaction(2, null, { id: 20 }),
      transaction(3, null, null),
      ["transactions", {
        id: 4,
        date: "2026-10-31",
        amount: "-12.345678",
        categories: [
          { id: 2, label: "Zèbre" },
          { id: 3, label: "" },
          { id: 1, label: "Âne" },
        ],
        bank_account: null,
        journal: { id: 8, url: "https://x" },
        attachment_required: true,
      }],
    );
    const base = { execution_date: "2026-10-31", company_id: COMPANY };
    const known = { ...base, account_name: "Compte courant", bank_account_id: "5" };
    assert.deepEqual(
      rows,
      [
        { ...known, id: "1", thirdparty_id: "10", thirdparty_name: "Client" },
        { ...known, id: "2", thirdparty_id: "20", thirdparty_name: "Fournisseur" },
        { ...known, id: "3" },
        {
          ...base,
          id: "4",
          amount_eur: "-12.345678",
          journal_id: "8",
          attachment_required: "t",
          categories: "Zèbre ; Âne",
        },
      ],
    );
  });
});

Deno.test("insertStatement() names fiscal years by their years, and puts the period on the trial balance", async () => {
  await withComposer("years", async ({ compose }) => {
    const company = { company_id: COMPANY, company_name: NAME };
    const years = await compose(
      "fiscal_years",
      ["fiscal_years", { id: 1, start: "2025-01-01", finish: "2025-12-31", status: "closed" }],
      ["fiscal_years", { id: 2, start: "2026-04-01", finish: "2027-03-31", status: "open" }],
    );
    assert.deepEqual(
      years.map(({ descriptor, start_year, status }) => [descriptor, start_year, status]),
      [
        ["2025", "2025", "closed"],
        ["2026-2027", "2026", "open"],
      ],
    );
    const balance = await compose("trial_balance", ["trial_balance", {
      number: "411",
      formatted_number: "41100000",
      label: "",
      debits: "0.1",
      credits: "0.3",
      period_start: "2026-01-01",
      period_end: "2026-12-31",
    }]);
    assert.deepEqual(balance, [{
      ...company,
      number: "411",
      debits: "0.1",
      credits: "0.3",
      balance: "-0.2",
      fiscal_period_start: "2026-01-01",
      fiscal_period_finish: "2026-12-31",
      formatted_number: "41100000",
    }]);
  });
});

Deno.test("insertStatement() finds the bank of an account among the raw rows", async () => {
  await withComposer("bank", async (composer) => {
    await composer.mirror("ledger_accounts", { id: "7", number: "512100", label: "Banque" });
    await composer.mirror("journals", { id: "8", code: "BQ" });
    const rows = await composer.compose(
      "bank_accounts",
      ["bank_establishments", { id: 3, name: "Banque fictive" }],
      ["bank_accounts", {
        id: 1,
        name: "Courant",
        balance: "-1234567890.12",
        bank_establishment: { id: 3 },
        journal: { id: 8 },
        ledger_account: { id: 7 },
      }],
      ["bank_accounts", { id: 2, bank_establishment: { id: 4 }, journal: null }],
    );
    assert.deepEqual(rows, [
      {
        id: "1",
        company_id: COMPANY,
        company_name: NAME,
        establishment_id: "3",
        establishment_name: "Banque fictive",
        name: "Courant",
        accounting_plan_item_id: "7",
        accounting_plan_item_number: "512100",
        accounting_plan_item_label: "Banque",
        balance: "-1234567890.12",
        journal_id: "8",
        journal_code: "BQ",
      },
      { id: "2", company_id: COMPANY, company_name: NAME, establishment_id: "4" },
    ]);
  });
});

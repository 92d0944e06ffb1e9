/** Types of the columns of Data Sharing, as PostgreSQL names them; `numeric` has no precision. */
export type ColumnTypeName =
  | "bigint"
  | "integer"
  | "boolean"
  | "date"
  | "numeric"
  | "double precision"
  | "character varying"
  | "text"
  | "timestamp without time zone";

/** A column of a model of Data Sharing. */
export interface ModelColumn {
  readonly name: string;
  readonly type: ColumnTypeName;
}

const SHORT: Readonly<Record<string, ColumnTypeName>> = {
  varchar: "character varying",
  timestamp: "timestamp without time zone",
  double: "double precision",
};

function columns(text: string): readonly ModelColumn[] {
  return text.trim().split(/,\s*/).map((one) => {
    const [name, type] = one.split(" ") as [string, string];
    return { name, type: SHORT[type] ?? (type as ColumnTypeName) };
  });
}

/**
 * The models of schema `pennylane`, columns in the order of the live tables. `trial_balance.notes_count`, whose type no source
 * tells, is taken as bigint.
 */
export const PENNYLANE_MODELS = {
  general_ledger: columns(`
    company_id bigint, company_name varchar, id bigint, date date, lettering bigint,
    label varchar, debit numeric, credit numeric, plan_item_number varchar,
    plan_item_label varchar, journal_code varchar, journal_label varchar, document_id bigint,
    document_label varchar, invoice_number varchar, fec_pieceref varchar, thirdparty_id bigint,
    thirdparty_plan_item_number varchar, thirdparty_plan_item_label varchar,
    invoice_link varchar, created_by varchar, document_created_at timestamp,
    document_updated_at timestamp
  `),
  analytical_ledger: columns(`
    id bigint, company_id bigint, company_name varchar, date date, lettering bigint,
    label varchar, debit numeric, credit numeric, plan_item_number varchar,
    plan_item_label varchar, journal_code varchar, journal_label varchar, document_id bigint,
    document_label varchar, invoice_number varchar, invoice_link varchar, fec_pieceref varchar,
    document_created_at timestamp, document_updated_at timestamp, thirdparty_id bigint,
    thirdparty_plan_item_number varchar, thirdparty_plan_item_label varchar, tag_group varchar,
    tag_label varchar, analytical_code varchar, tag_weight numeric
  `),
  bank_accounts: columns(`
    id bigint, company_id bigint, company_name varchar, establishment_id bigint,
    establishment_name varchar, name varchar, connection varchar,
    accounting_plan_item_id bigint, accounting_plan_item_number varchar,
    accounting_plan_item_label varchar, currency varchar, is_visible boolean,
    is_synchronized boolean, balance double, last_sync_success boolean, last_sync_at timestamp,
    created_at timestamp, updated_at timestamp
  `),
  bank_transactions: columns(`
    id bigint, execution_date date, company_id bigint, account_name varchar,
    thirdparty_name varchar, thirdparty_id bigint, label varchar, amount_eur numeric,
    outstanding_balance numeric, currency varchar, currency_amount numeric, source varchar,
    is_potential_duplicate boolean, sftp_ebics_files_filename varchar,
    sftp_ebics_files_created_at timestamp, accountants_view_status varchar,
    proof_status varchar, updated_at timestamp
  `),
  companies: columns(`
    id bigint, name varchar, firm_id bigint, firm_name varchar, trade_name varchar,
    registration_number varchar, vat_number varchar, country_alpha2 varchar, city varchar,
    postal_code varchar, saas_plan varchar, cash_based_accounting boolean,
    vat_frequency varchar, vat_day_of_month integer, fiscal_category varchar,
    fiscal_regime varchar, registration_date date, activity_code varchar,
    activity_sector varchar, legal_form_code varchar, legal_form varchar, created_at timestamp,
    updated_at timestamp
  `),
  company_users: columns(`
    user_id bigint, company_id bigint, company_name varchar, user_email varchar,
    user_first_name varchar, user_last_name varchar, user_last_activity date, role varchar,
    firm_id bigint, firm_name varchar
  `),
  customer_invoices: columns(`
    id bigint, created_date date, issue_date date, deadline date, company_id bigint,
    customer_id bigint, customer_name varchar, amount_eur numeric,
    amount_eur_excl_taxes numeric, currency varchar, label varchar, invoice_number varchar,
    source varchar, is_paid boolean, outstanding_balance numeric, created_at timestamp,
    updated_at timestamp
  `),
  supplier_invoices: columns(`
    id bigint, created_date date, issue_date date, deadline date, company_id bigint,
    supplier_id bigint, supplier_name varchar, amount_eur numeric,
    amount_eur_excl_taxes numeric, currency varchar, label varchar, invoice_number varchar,
    source varchar, is_paid boolean, created_at timestamp, updated_at timestamp
  `),
  customers: columns(`
    id bigint, name varchar, company_id bigint, company_name varchar, vat_rate varchar,
    plan_item_number varchar, pnl_plan_item_number varchar, postal_code varchar,
    country_alpha2 varchar, city varchar, registration_number varchar, vat_number varchar,
    activity_code varchar, legal_name varchar, registration_country_alpha2 varchar,
    iban_updated_at timestamp, iban_updated_by varchar, updated_at timestamp
  `),
  suppliers: columns(`
    id bigint, name varchar, company_id bigint, company_name varchar, vat_rate varchar,
    plan_item_number varchar, pnl_plan_item_number varchar, postal_code varchar,
    country_alpha2 varchar, city varchar, registration_number varchar, vat_number varchar,
    activity_code varchar, legal_name varchar, registration_country_alpha2 varchar,
    iban_updated_at timestamp, iban_updated_by varchar, updated_at timestamp
  `),
  fiscal_years: columns(`
    id bigint, company_id bigint, company_name varchar, company_external_id varchar,
    start_year integer, start_date date, end_date date, descriptor text, closed_at timestamp,
    updated_at timestamp
  `),
  tax_declarations: columns(`
    id bigint, company_id bigint, company_name varchar, declaration_type varchar, form varchar,
    declaration_id bigint, declaration_period_start_at date, declaration_period_end_at date,
    declaration_status varchar, is_declaration_validated boolean, is_payment_validated boolean,
    payment_amount numeric, reason_for_rejection varchar, updated_at timestamp,
    created_at timestamp
  `),
  trial_balance: columns(`
    company_id bigint, company_name varchar, id bigint, number varchar, vat_rate varchar,
    country_alpha2 varchar, label varchar, enabled boolean, debits numeric, credits numeric,
    balance numeric, ledger_events_count bigint, notes_count bigint, fiscal_period_start date,
    fiscal_period_finish date, updated_at timestamp
  `),
  vat_declarations: columns(`
    company_id bigint, company_name varchar, period_start date, period_end date,
    vat_frequency varchar, is_expected boolean, status varchar, declaration_document_id bigint,
    declaration_form_name varchar, declaration_amount numeric
  `),
} as const satisfies Record<string, readonly ModelColumn[]>;

/** A model of schema `pennylane`. */
export type ModelName = keyof typeof PENNYLANE_MODELS;

/** What schema `etl` adds at the end of each of its models. */
export const ETL_COLUMNS: readonly ModelColumn[] = columns(
  "synchronised_at timestamp, deleted_at timestamp",
);

/** Models that schema `etl` does not have. */
const NOT_IN_ETL: readonly ModelName[] = ["trial_balance", "vat_declarations"];

/** Names of the models of schema `pennylane`. */
export const MODEL_NAMES: readonly ModelName[] = Object.keys(PENNYLANE_MODELS) as ModelName[];

/** Whether a model has a twin in schema `etl`. */
export function isInEtl(model: ModelName): boolean {
  return !NOT_IN_ETL.includes(model);
}

/**
 * What only the REST stand-in needs, in schema `sandbox_model`: lines and states of invoices, identity of third parties, IBAN
 * of bank accounts, planted mistakes; `labels` of accounts and journals that someone changed since.
 */
export const INTERNAL_TABLES = {
  invoices: columns(`
    id bigint, company_id bigint, kind text, is_draft boolean, credited_invoice_id bigint,
    archived_at date, currency_total numeric, outstanding numeric
  `),
  invoice_lines: columns(`
    company_id bigint, invoice_id bigint, rank integer, label text, account text, quantity numeric,
    unit text, vat_code text, net numeric, vat numeric
  `),
  third_parties: columns(`
    id bigint, company_id bigint, kind text, iban text, email text, term_days integer,
    created_at timestamp
  `),
  bank_ibans: columns(`bank_account_id bigint, company_id bigint, iban text`),
  labels: columns(`company_id bigint, kind text, code text, label text, updated_at timestamp`),
  mistakes: columns(`company_id bigint, kind text, answer text`),
} as const satisfies Record<string, readonly ModelColumn[]>;

/** A table of schema `sandbox_model`. */
export type InternalName = keyof typeof INTERNAL_TABLES;

import { quoteIdentifier } from "../../connectors/postgres/mod.ts";
import { type ModelName, PENNYLANE_MODELS } from "../models.ts";

/** The models that move, each with the column that says which document a row belongs to. */
export const MOVING = {
  general_ledger: "document_id",
  analytical_ledger: "document_id",
  customer_invoices: "id",
  supplier_invoices: "id",
  bank_transactions: "id",
  customers: null,
  suppliers: null,
  bank_accounts: null,
  fiscal_years: null,
} as const satisfies Partial<Record<ModelName, string | null>>;

/** A model that moves. */
export type MovingModel = keyof typeof MOVING;

/** Names of the models that move. */
export const MOVING_MODELS: readonly MovingModel[] = Object.keys(MOVING) as MovingModel[];

/** What finds a row of a model: its id, and in the analytical ledger, where a line repeats, its tag. */
export function sameKey(model: MovingModel, left: string, right: string): string {
  const key = `${left}.company_id = ${right}.company_id AND ${left}.id = ${right}.id`;
  if (model !== "analytical_ledger") return key;
  const tag = (of: string) => `(${of}.tag_group, ${of}.tag_label, ${of}.analytical_code)`;
  return `${key} AND ${tag(left)} IS NOT DISTINCT FROM ${tag(right)}`;
}

/** Quoted columns of a model, each behind `alias`. */
export function columnsOf(model: ModelName, alias = ""): string {
  const before = alias === "" ? "" : `${alias}.`;
  return PENNYLANE_MODELS[model].map((one) => before + quoteIdentifier(one.name)).join(", ");
}

const TAG_COLUMNS = ["tag_group", "tag_label", "analytical_code", "tag_weight"];

/** The analytical ledger is the ledger, once per tag. */
const ANALYTICAL_VIEW = `CREATE VIEW sandbox_live.analytical_ledger AS SELECT ${
  PENNYLANE_MODELS.analytical_ledger.map(({ name }) =>
    `${TAG_COLUMNS.includes(name) ? "t" : "g"}.${quoteIdentifier(name)}`
  ).join(", ")
} FROM sandbox_live.general_ledger g
  LEFT JOIN sandbox_live.line_tags t ON t.company_id = g.company_id AND t.line_id = g.id`;

const TABLES = MOVING_MODELS.filter((model) => model !== "analytical_ledger");

/**
 * Schema `sandbox_live`: the books as the application has them, of which Data Sharing is a late copy and schema
 * `sandbox_api` what the REST API shows at once.
 */
export const TRUTH_SQL: readonly string[] = [
  "DROP SCHEMA IF EXISTS sandbox_live CASCADE",
  "CREATE SCHEMA sandbox_live",
  `CREATE UNLOGGED TABLE sandbox_live.state (
     made text NOT NULL, step integer NOT NULL, next_id bigint NOT NULL,
     last_at timestamp NOT NULL, refreshed_at timestamp NOT NULL, rebuilt_at timestamp NOT NULL)`,
  ...TABLES.map((model) =>
    `CREATE UNLOGGED TABLE sandbox_live.${model} AS SELECT * FROM pennylane.${model}`
  ),
  `CREATE UNLOGGED TABLE sandbox_live.line_tags AS
   SELECT company_id, id AS line_id, tag_group, tag_label, analytical_code, tag_weight
     FROM pennylane.analytical_ledger WHERE tag_label IS NOT NULL`,
  ANALYTICAL_VIEW,
  // What the step under way touched, and what Data Sharing does not have yet.
  `CREATE UNLOGGED TABLE sandbox_live.touched (
     model text NOT NULL, company_id bigint NOT NULL, id bigint, document_id bigint, operation text NOT NULL,
     code text)`,
  `CREATE UNLOGGED TABLE sandbox_live.pending (
     model text NOT NULL, company_id bigint NOT NULL, id bigint NOT NULL, silent boolean NOT NULL,
     PRIMARY KEY (model, company_id, id))`,
  `CREATE UNLOGGED TABLE sandbox_live.categories_before (
     kind text NOT NULL, parent_id bigint NOT NULL, category_id bigint NOT NULL, weight numeric)`,
  ...TABLES.map((model) => `CREATE UNIQUE INDEX ON sandbox_live.${model} (company_id, id)`),
  "CREATE INDEX ON sandbox_live.general_ledger (company_id, document_id)",
  "CREATE INDEX ON sandbox_live.general_ledger (company_id, plan_item_number)",
  "CREATE INDEX ON sandbox_live.general_ledger (company_id, thirdparty_id)",
  "CREATE INDEX ON sandbox_live.general_ledger (company_id, journal_code)",
  "CREATE INDEX ON sandbox_live.general_ledger (company_id, lettering)",
  "CREATE INDEX ON sandbox_live.line_tags (company_id, line_id)",
  ...MOVING_MODELS.map((model) => `CREATE INDEX ON etl.${model} (company_id, id)`),
  "CREATE INDEX ON sandbox_model.invoices (company_id, id)",
  "CREATE INDEX ON sandbox_model.invoices (company_id, credited_invoice_id) WHERE credited_invoice_id IS NOT NULL",
  "CREATE INDEX ON sandbox_model.invoice_lines (company_id, invoice_id)",
  "CREATE INDEX ON sandbox_model.third_parties (company_id, id)",
  ...TABLES.map((model) => `ANALYZE sandbox_live.${model}`),
  "ANALYZE sandbox_live.line_tags",
  "ANALYZE sandbox_model.invoices",
  "ANALYZE sandbox_model.invoice_lines",
];

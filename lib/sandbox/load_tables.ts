import { type Queryable, quoteIdentifier, quoteName } from "../connectors/postgres/mod.ts";
import {
  ETL_COLUMNS,
  INTERNAL_TABLES,
  type InternalName,
  isInEtl,
  MODEL_NAMES,
  type ModelColumn,
  type ModelName,
  PENNYLANE_MODELS,
} from "./models.ts";
import type { TableName } from "./row_context.ts";

/** The schemas that a load replaces, in an order in which none is dropped before what stands on it. */
export const SCHEMAS = ["pennylane", "etl", "sandbox_model"] as const;

/** What the name of a schema ends with while it is being loaded. */
export const FRESH = "_fresh";

const INTERNAL = "sandbox_model.";

/** The columns of a table in the order in which rows come. */
export function loadColumns(table: TableName): readonly ModelColumn[] {
  if (table.startsWith(INTERNAL)) {
    return INTERNAL_TABLES[table.slice(INTERNAL.length) as InternalName];
  }
  const columns: readonly ModelColumn[] = PENNYLANE_MODELS[table as ModelName];
  return isInEtl(table as ModelName) ? [...columns, ...ETL_COLUMNS] : columns;
}

/** Where the rows of a table are loaded: models that `etl` has go there, `pennylane` shows those that are not deleted. */
export function freshTable(table: TableName): { schema: string; table: string } {
  if (table.startsWith(INTERNAL)) {
    return { schema: `sandbox_model${FRESH}`, table: table.slice(INTERNAL.length) };
  }
  return { schema: (isInEtl(table as ModelName) ? "etl" : "pennylane") + FRESH, table };
}

/** Makes the fresh schemas with their empty tables and views; what an interrupted load left there goes. */
export async function createFreshTables(db: Queryable): Promise<void> {
  const statements: string[] = [];
  for (const schema of SCHEMAS) {
    const name = quoteIdentifier(schema + FRESH);
    statements.push(`DROP SCHEMA IF EXISTS ${name} CASCADE`, `CREATE SCHEMA ${name}`);
  }
  const internal = Object.keys(INTERNAL_TABLES).map((name) => `${INTERNAL}${name}` as TableName);
  for (const table of [...MODEL_NAMES, ...internal]) {
    const target = freshTable(table);
    statements.push(
      `CREATE UNLOGGED TABLE ${quoteName(target.schema, target.table)} (${
        loadColumns(table).map((one) => `${quoteIdentifier(one.name)} ${one.type}`).join(", ")
      })`,
    );
    if (target.schema === `etl${FRESH}`) statements.push(viewOf(table as ModelName));
  }
  await db.execute(statements.join(";\n"));
}

function viewOf(model: ModelName): string {
  const columns = PENNYLANE_MODELS[model].map((one) => quoteIdentifier(one.name)).join(", ");
  return `CREATE VIEW ${quoteName(`pennylane${FRESH}`, model)} AS SELECT ${columns} FROM ${
    quoteName(`etl${FRESH}`, model)
  } WHERE deleted_at IS NULL`;
}

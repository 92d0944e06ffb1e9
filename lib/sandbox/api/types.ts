// deno-lint-ignore-file no-explicit-any
import type { Clock } from "../../base/mod.ts";
import type { Database } from "../../connectors/postgres/mod.ts";
import type { FaultState } from "./fault_state.ts";

/** A token that the sandbox accepts. */
export interface SandboxToken {
  readonly token: string;
  /** Company of the token, by its `id` in `pennylane.companies`. */
  readonly companyId: number;
  /** E.g. `customers:readonly`, `exports:fec`; `ALL_READ_SCOPES` has all. */
  readonly scopes: readonly string[];
}

/** A token of an accounting firm that the sandbox accepts. */
export interface SandboxFirmToken {
  readonly token: string;
  /** Companies that it opens, by their `id` in `pennylane.companies`. @default all */
  readonly companyIds?: readonly number[];
  /** Companies more, that all have the books of the first one, under ids of their own and without a SIREN. @default 0 */
  readonly copies?: number;
  /** E.g. `companies:readonly`, `ledger_entries:readonly`; `ALL_FIRM_SCOPES` has all. */
  readonly scopes: readonly string[];
}

/** A company that a token opens. */
export interface TokenCompany {
  /** As in Data Sharing, the key of the stand-in's tables. */
  readonly companyId: number;
  /** As `/me` tells it. */
  readonly apiId: number;
  readonly name: string;
  readonly regNo: string;
}

/** What every endpoint works with. */
export interface ApiContext {
  readonly db: Database;
  readonly clock: Clock;
  readonly faults: FaultState;
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string;
}

/** One request past authentication. */
export interface ApiRequest {
  readonly context: ApiContext;
  /** Scopes of its token. */
  readonly scopes: readonly string[];
  readonly company: TokenCompany;
  readonly url: URL;
  /** Path under the root of the API. */
  readonly path: string;
  /** Ids of the path, in its order. */
  readonly ids: readonly string[];
  readonly body: string;
  /** Absolute link to a path of the company. */
  link(path: string): string;
}

/** A row of the stand-in: ids, numbers, dates and times as PostgreSQL's text. */
export type SandboxRow = Record<string, any>;

/** Operators of the `filter` parameter. */
export type Operator =
  | "eq"
  | "not_eq"
  | "lt"
  | "lteq"
  | "gt"
  | "gteq"
  | "in"
  | "not_in"
  | "start_with";

/** A field that can be filtered. */
export interface FilterField {
  /** SQL of its value; for `each` a condition with `$value`. */
  readonly sql: string;
  readonly type: "bigint" | "text" | "date" | "boolean" | "text[]" | "category";
  readonly operators: readonly Operator[];
}

/** A list and, when it has one, the row behind `/{id}`. */
export interface ListResource {
  /** E.g. `/customers`; ids in the path are `{id}`. */
  readonly path: string;
  /** Any of these opens it; the first is named when all are missing. */
  readonly scopes: readonly string[];
  /** Columns, with the table as `r`. */
  readonly select: string;
  /** Table and joins. */
  readonly from: string;
  /** Condition beside the company; `$parent` is the first id of the path. @default none */
  readonly where?: string;
  /** Rows that all companies share. @default false */
  readonly shared?: boolean;
  readonly filters?: Readonly<Record<string, FilterField>>;
  /** Columns of each order that `sort` names, key last. */
  readonly sorts: Readonly<Record<string, readonly SortColumn[]>>;
  /** Whether the `sort` parameter exists. @default true */
  readonly sortable?: boolean;
  readonly defaultSort: string;
  readonly maxLimit: number;
  /** The four keys of old page numbers, always null. @default false */
  readonly nullKeys?: boolean;
  /** The row as JSON. */
  readonly json: (row: SandboxRow, request: ApiRequest) => Record<string, unknown>;
  /** Whether `include=invoice_lines` gives the lines with the rows. @default false */
  readonly includesLines?: boolean;
  /** Name in 404 texts; without it there is no `/{id}`. */
  readonly model?: string;
  /** The row behind `/{id}` where it is not that of the list. */
  readonly detail?: (row: SandboxRow, request: ApiRequest) => Promise<Record<string, unknown>>;
  /** For sub-lists, the list that must hold the row of the path. */
  readonly parent?: string;
}

/** A column that pages go by. */
export interface SortColumn {
  /** SQL, e.g. `r.id`. */
  readonly sql: string;
  readonly type: "bigint" | "date" | "text";
}

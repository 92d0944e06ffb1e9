import { ApiError, badParameter, refused } from "./api_error.ts";
import type { FilterField, Operator } from "./types.ts";

const COMPARISONS: Readonly<Partial<Record<Operator, string>>> = {
  eq: "=",
  not_eq: "<>",
  lt: "<",
  lteq: "<=",
  gt: ">",
  gteq: ">=",
};

/** SQL conditions and the parameters that they name. */
export interface SqlConditions {
  readonly conditions: string[];
  readonly params: unknown[];
}

interface Condition {
  readonly field: string;
  readonly operator: Operator;
  readonly value: unknown;
}

/**
 * Adds the conditions of a `filter` parameter to a query.
 *
 * @param text The parameter, null when absent.
 * @param fields Fields of the list.
 * @param sql Where conditions and parameters go.
 * @throws {ApiError} 400: not a JSON array of conditions, unknown field or operator, value of another type.
 */
export function addFilters(
  text: string | null,
  fields: Readonly<Record<string, FilterField>>,
  sql: SqlConditions,
): void {
  if (text === null || text === "") return;
  for (const condition of parseFilter(text)) {
    const field = Object.hasOwn(fields, condition.field) ? fields[condition.field] : undefined;
    if (field === undefined) {
      throw badParameter(
        "filter",
        "NotEnumInclude",
        `The field "${condition.field}" is not filterable`,
      );
    }
    if (!field.operators.includes(condition.operator)) {
      throw badParameter(
        "filter",
        "NotEnumInclude",
        `The operator "${condition.operator}" is not available on the field "${condition.field}"`,
      );
    }
    sql.conditions.push(conditionSql(field, condition, sql.params));
  }
}

function parseFilter(text: string): Condition[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw refused(400, "The filter's value is not valid JSON");
  }
  if (!Array.isArray(parsed)) {
    throw refused(400, "The filter's value should be an array of objects");
  }
  for (const one of parsed) {
    const fits = typeof one === "object" && one !== null && typeof one.field === "string" &&
      typeof one.operator === "string" && "value" in one;
    if (!fits) {
      throw refused(400, "Each filter should be an object with field, operator and value");
    }
  }
  return parsed as Condition[];
}

function conditionSql(
  field: FilterField,
  { operator, value, field: name }: Condition,
  params: unknown[],
) {
  const many = operator === "in" || operator === "not_in";
  if (many !== Array.isArray(value)) throw wrongType(name, many ? "an array" : "a single value");
  const values = (Array.isArray(value) ? value : [value]).map((one) => valueOf(field, name, one));
  params.push(many ? values : values[0]);
  const placeholder = `$${params.length}`;
  if (operator === "start_with") {
    return `starts_with(lower(${field.sql}), lower(${placeholder}::text))`;
  }
  if (field.type === "text[]") return `${field.sql} && ${placeholder}::text[]`;
  if (field.type === "category") return field.sql.replaceAll("$value", `${placeholder}::bigint[]`);
  if (operator === "in") return `${field.sql} = ANY(${placeholder}::${field.type}[])`;
  if (operator === "not_in") return `${field.sql} <> ALL(${placeholder}::${field.type}[])`;
  return `${field.sql} ${COMPARISONS[operator]} ${placeholder}::${field.type}`;
}

function valueOf(field: FilterField, name: string, value: unknown): string {
  const text = typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
  if (text === undefined) throw wrongType(name, "a string");
  switch (field.type) {
    case "bigint":
    case "category":
      if (!/^-?\d{1,18}$/.test(text)) throw wrongType(name, "an integer");
      return text;
    case "date":
      if (!isDate(text)) {
        throw badParameter(
          "filter",
          "InvalidDateFormat",
          `The value of "${name}" should be a date`,
        );
      }
      return text;
    case "boolean":
      if (text !== "true" && text !== "false") throw wrongType(name, "a boolean");
      return text;
    default:
      if (text.includes("\0")) throw wrongType(name, "a text");
      return text;
  }
}

function wrongType(name: string, expected: string): ApiError {
  return badParameter("filter", "ValidateError", `The value of "${name}" should be ${expected}`);
}

/** Whether a text is a calendar date `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  if (!/^[12]\d{3}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** A place in the JSON of a row, e.g. `ledger_account.number`. */
interface Field {
  readonly kind: "field";
  readonly steps: readonly string[];
}

/** A list and a place in each of its items, e.g. `emails[]`, `categories[].label`. */
interface List {
  readonly kind: "list";
  readonly steps: readonly string[];
  /** Empty: the item itself. */
  readonly item: readonly string[];
}

/** A place in another resource, e.g. `/journals#code`. */
interface Lookup {
  readonly kind: "lookup";
  readonly resource: string;
  readonly steps: readonly string[];
}

/** A function of places, e.g. `year(start)`. */
interface Call {
  readonly kind: "call";
  readonly name: FunctionName;
  readonly of: readonly Field[];
}

/** What stands alone, or as a part of a longer path. */
export type Term = Field | List | Lookup | Call;

/** An `api` path of a domain table, understood. */
export type ApiPath =
  | Term
  /** `a ou b`: the first that is not null. */
  | { readonly kind: "first"; readonly of: readonly Term[] }
  /** `a - b`. */
  | { readonly kind: "difference"; readonly of: readonly [Term, Term] };

/** How many arguments each function takes. */
const ARITIES = { min: 1, year: 1, years: 2, timeless: 1 } as const;

/** A function of the paths. */
export type FunctionName = keyof typeof ARITIES;

const NAME = "[a-z][a-z0-9_]*";
const STEPS = `${NAME}(?:\\.${NAME})*`;
const FIELD = new RegExp(`^${STEPS}$`);
const LIST = new RegExp(`^(${STEPS})\\[\\](?:\\.(${STEPS}))?$`);
const LOOKUP = new RegExp(`^/(${NAME})#(${STEPS})$`);
const CALL = new RegExp(`^(${NAME})\\(([^()]*)\\)$`);

/**
 * Understands an `api` path of a domain table.
 *
 * @param text `a.b`, `a[]`, `a[].b`, `/resource#a.b`, `min(a)`, `year(a)`, `years(a, b)`, `timeless(a)`; any of these
 *   joined by ` ou `, or two of them by ` - `.
 * @returns Its parts.
 * @throws {RangeError} The text is none of these.
 *
 * @example
 * ```ts
 * import { parsePath } from "./_parse_path.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(parsePath("/journals#code"), { kind: "lookup", resource: "journals", steps: ["code"] });
 * ```
 */
export function parsePath(text: string): ApiPath {
  const choices = text.split(" ou ");
  if (choices.length > 1) return { kind: "first", of: choices.map((part) => term(part, text)) };
  const [left, right, ...more] = text.split(" - ");
  if (right === undefined) return term(text, text);
  if (more.length > 0) throw unreadable(text);
  return { kind: "difference", of: [term(left!, text), term(right, text)] };
}

function term(part: string, text: string): Term {
  if (FIELD.test(part)) return field(part);
  const list = LIST.exec(part);
  if (list) {
    return { kind: "list", steps: list[1]!.split("."), item: list[2]?.split(".") ?? [] };
  }
  const lookup = LOOKUP.exec(part);
  if (lookup) return { kind: "lookup", resource: lookup[1]!, steps: lookup[2]!.split(".") };
  const call = CALL.exec(part);
  if (call) return callOf(call[1]!, call[2]!.split(", "), text);
  throw unreadable(text);
}

function field(part: string): Field {
  return { kind: "field", steps: part.split(".") };
}

function callOf(name: string, parts: readonly string[], text: string): Call {
  if (!isFunction(name) || parts.length !== ARITIES[name]) throw unreadable(text);
  if (!parts.every((part) => FIELD.test(part))) throw unreadable(text);
  return { kind: "call", name, of: parts.map(field) };
}

function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(ARITIES, name);
}

function unreadable(text: string): RangeError {
  return new RangeError(`Cannot read the API path "${text}"`);
}

import { nearestName, UsageError } from "../../base/mod.ts";
import type { Condition, ListShape } from "./types.ts";

/** Options of a list, as a cell of a notebook may give them: not checked by any compiler. */
export interface LooseListOptions {
  readonly filter?: readonly Condition[];
  readonly sort?: string;
  readonly limit?: number;
  readonly from?: string;
  readonly to?: string;
  readonly auxiliary?: boolean;
  readonly include?: string;
  readonly maxPages?: number;
  readonly streams?: number;
}

/** A list of this name with these options, ready to be sent. */
export interface ListQuery {
  /** Parameters that go with every page: the cursor forgets them. */
  readonly params: Readonly<Record<string, string>>;
  /** 1: rows come by ascending id; -1: descending; 0: another order. */
  readonly idOrder: -1 | 0 | 1;
  /** Conditions, that are in the parameters too. */
  readonly filter: readonly Condition[];
  /** Requests at a time. */
  readonly streams: number;
}

/** Most requests at a time of one listing. */
const MAX_STREAMS = 16;

function refuse(name: string, state: string, remedy: string): never {
  throw new UsageError(`Impossible de lire « ${name} » : ${state} ; ${remedy}`);
}

function suggestion(wanted: string, known: readonly string[]): string {
  if (known.length === 0) return "cette liste n'en accepte aucun";
  const near = nearestName(wanted, known);
  const list = known.join(", ");
  return near === null ? `acceptés : ${list}` : `vouliez-vous « ${near} » ? (acceptés : ${list})`;
}

function checkCondition(name: string, shape: ListShape, condition: Condition): void {
  const { field, operator, value } = condition;
  const operators = shape.filters[field];
  if (operators === undefined) {
    refuse(name, `filtre inconnu « ${field} »`, suggestion(field, Object.keys(shape.filters)));
  }
  if (!operators.includes(operator)) {
    refuse(
      name,
      `opérateur « ${operator} » refusé sur « ${field} »`,
      suggestion(operator, operators),
    );
  }
  const many = operator === "in" || operator === "not_in";
  if (many !== Array.isArray(value)) {
    refuse(
      name,
      `valeur du filtre « ${field} ${operator} »`,
      many ? "donnez un tableau" : "donnez une seule valeur",
    );
  }
}

function isNotAmong(asked: readonly Condition[], { field }: Condition): boolean {
  return asked.every((one) => one.field !== field);
}

function readSort(name: string, shape: ListShape, sort: string | undefined): string | null {
  const wanted = sort ?? (shape.sorts.includes("id") ? "id" : null);
  if (wanted === null) return null;
  if (!shape.sorts.includes(wanted.replace(/^-/, ""))) {
    refuse(name, `tri inconnu « ${wanted} »`, suggestion(wanted.replace(/^-/, ""), shape.sorts));
  }
  return wanted;
}

function readLimit(name: string, shape: ListShape, limit = shape.maxLimit): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > shape.maxLimit) {
    refuse(name, `limit ${limit}`, `donnez un entier de 1 à ${shape.maxLimit}`);
  }
  return limit;
}

function readStreams(name: string, shape: ListShape, options: LooseListOptions): number {
  const { streams } = options;
  if (streams === undefined) return 1;
  const operators = shape.filters.id ?? [];
  const sliced = operators.includes("gt") && operators.includes("lteq");
  if (!sliced || !shape.sorts.includes("id")) {
    refuse(name, "streams sur une liste sans intervalles d'id", "retirez streams");
  }
  if (!Number.isInteger(streams) || streams < 1 || streams > MAX_STREAMS) {
    refuse(name, `streams ${streams}`, `donnez un entier de 1 à ${MAX_STREAMS}`);
  }
  if (streams > 1 && (options.sort ?? "id") !== "id") {
    refuse(name, `tri « ${options.sort} » avec streams`, "retirez sort ou streams");
  }
  return streams;
}

/**
 * Checks a day.
 *
 * @param subject What is asked for, for the message.
 * @param day Anything.
 * @returns The day.
 * @throws UsageError It is not a date `YYYY-MM-DD` of the calendar.
 */
export function readDay(subject: string, day: unknown): string {
  const valid = typeof day === "string" && /^\d{4}-\d{2}-\d{2}$/.test(day) &&
    !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);
  if (!valid) refuse(subject, `date « ${day} »`, "donnez un jour du calendrier, AAAA-MM-JJ");
  return day;
}

/** Checks two days, in their order. */
export function readPeriod(
  subject: string,
  period: { readonly from?: unknown; readonly to?: unknown },
): { readonly period_start: string; readonly period_end: string } {
  const from = readDay(subject, period.from);
  const to = readDay(subject, period.to);
  if (from > to) refuse(subject, `période du ${from} au ${to}`, "donnez la première date d'abord");
  return { period_start: from, period_end: to };
}

/**
 * Checks the options of a list and turns them into parameters.
 *
 * @param name Resource, for messages.
 * @param shape What the list takes.
 * @param options Filter, sort, limit, period, streams.
 * @returns Parameters of every page.
 * @throws UsageError Unknown field, operator or sort, limit or period out of range, streams where they cannot be.
 */
export function readQuery(name: string, shape: ListShape, options: LooseListOptions): ListQuery {
  const limit = String(readLimit(name, shape, options.limit));
  const params: Record<string, string> = shape.numbered ? { per_page: limit } : { limit };
  const asked = options.filter ?? [];
  asked.forEach((condition) => checkCondition(name, shape, condition));
  const filter = [...asked, ...(shape.unless ?? []).filter((one) => isNotAmong(asked, one))];
  if (filter.length > 0) params.filter = JSON.stringify(filter);
  const sort = readSort(name, shape, options.sort);
  if (sort !== null) params.sort = sort;
  if (shape.period) {
    Object.assign(params, readPeriod(name, options));
    if (options.auxiliary !== undefined) params.is_auxiliary = String(options.auxiliary);
  }
  if (options.include !== undefined) {
    if (!shape.includesLines || options.include !== "invoice_lines") {
      refuse(
        name,
        `include « ${options.include} »`,
        'seul include: "invoice_lines" existe, sur customer_invoices',
      );
    }
    params.include = options.include;
  }
  const streams = readStreams(name, shape, options);
  return { params, idOrder: sort === "id" ? 1 : sort === "-id" ? -1 : 0, filter, streams };
}

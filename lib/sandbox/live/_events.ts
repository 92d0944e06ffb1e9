import type { Random } from "../prng.ts";
import { type EventToTell, plainTime, type Step } from "./step.ts";
import type { ToldEvent } from "./types.ts";

/** A category that a line or an entry gained, lost or weighs otherwise: kind, parent, category, operation. */
export type CategoryChange = [
  kind: "line" | "entry",
  parent: string,
  category: string,
  operation: string,
];

/** Delays of the feed at the given shares of events, in seconds: measured on real companies. */
const DELAYS = [[0, 0.3], [0.5, 0.9], [0.9, 3.8], [1, 45]] as const;

/** Milliseconds between a change and its event. */
export function drawDelay(random: Random): number {
  const share = random.unit();
  const next = DELAYS.findIndex(([to]) => share <= to);
  const [from, low] = DELAYS[Math.max(0, next - 1)]!;
  const [to, high] = DELAYS[Math.max(1, next)]!;
  return Math.round(1000 * low * (high / low) ** ((share - from) / (to - from)));
}

/**
 * Tells the events of a step: each feed some time after the change, an insert some milliseconds before its first update, the
 * rows of one entry at the same moment or a microsecond apart.
 *
 * @returns What was told.
 */
export async function tellEvents(
  step: Step,
  { at, categories }: { readonly at: Date; readonly categories: readonly CategoryChange[] },
): Promise<ToldEvent[]> {
  if (step.silent) return [];
  const { shift } = step.company;
  const toTell: EventToTell[] = [
    ...step.events.map((event) => ({ ...event, id: event.id + shift })),
    ...categories.map(categoryEvent),
  ];
  if (toTell.length === 0) return [];
  const delays = new Map<string, number>();
  const together = step.random.chance(0.5);
  const told = toTell.map((event, rank) => {
    if (!delays.has(event.feed)) delays.set(event.feed, drawDelay(step.random));
    const after = delays.get(event.feed)! + (event.operation === "update" ? 4 : 0);
    const processedAt = new Date(at.getTime() + after);
    const micros = String(together ? 0 : rank % 1000).padStart(3, "0");
    return { ...event, processedAt, processed: plainTime(processedAt) + micros };
  });
  await step.execute(INSERT_EVENTS, JSON.stringify(told), step.madeAt, step.at);
  return told.map(({ feed, id, operation, processedAt }) => ({ feed, id, operation, processedAt }));
}

function categoryEvent([kind, parent, category, operation]: CategoryChange): EventToTell {
  return {
    feed: kind === "line" ? "ledger_entry_lines_categories" : "ledger_entries_categories",
    id: Number(category),
    operation: operation as EventToTell["operation"],
    ...(kind === "line" ? { lineId: Number(parent) } : { entryId: Number(parent) }),
  };
}

/** An event tells when its row was made, also when it is gone. */
const INSERT_EVENTS = `
  INSERT INTO sandbox_api.events (
    feed, company_id, id, operation, processed_at, updated_at, created_at, line_id, entry_id)
  SELECT e.feed, $1, e.id, e.operation, e.processed,
         CASE e.operation WHEN 'insert' THEN $3::timestamp ELSE $4::timestamp END,
         coalesce(e."createdAt", cu.created_at, su.created_at, i.created_at, t.created_at, l.created_at, $3::timestamp),
         e."lineId", coalesce(e."entryId", of_line.entry_id)
    FROM json_to_recordset($2::json) AS e (
           feed text, id bigint, operation text, processed timestamp, "createdAt" timestamp, "lineId" bigint,
           "entryId" bigint)
    LEFT JOIN sandbox_api.customers cu ON e.feed = 'customers' AND cu.company_id = $1 AND cu.id = e.id
    LEFT JOIN sandbox_api.suppliers su ON e.feed = 'suppliers' AND su.company_id = $1 AND su.id = e.id
    LEFT JOIN sandbox_api.invoices i
      ON e.feed = i.kind || '_invoices' AND i.company_id = $1 AND i.kind IN ('customer', 'supplier') AND i.id = e.id
    LEFT JOIN sandbox_api.transactions t ON e.feed = 'transactions' AND t.company_id = $1 AND t.id = e.id
    LEFT JOIN sandbox_api.ledger_entry_lines l
      ON e.feed = 'ledger_entry_lines' AND l.company_id = $1 AND l.id = e.id
    LEFT JOIN sandbox_api.ledger_entry_lines of_line ON of_line.company_id = $1 AND of_line.id = e."lineId"`;

import { join } from "node:path";
import { z } from "zod";
import type { DeliveryMark, IncidentBook, KeptIncident, ScopeReport } from "./types.ts";

/** In PENNY_HOME; `deno task clean` knows both names. */
const ALERTS_FILE = "alerts.json";
const LOCK_FILE = "alerts.lock";
const OWNER_ONLY = 0o600;
/** Incidents that ended go when there are more. */
const MOST_KEPT = 200;

const KEPT = z.array(z.object({
  id: z.string(),
  scope: z.string(),
  key: z.string(),
  kind: z.enum(["failure", "staleness", "gate", "tie_out", "missed_run", "worker"]),
  title: z.string(),
  cause: z.string(),
  lines: z.array(z.string()),
  where: z.string().nullable(),
  event: z.boolean(),
  openedAt: z.string(),
  seenAt: z.string(),
  closedAt: z.string().nullable(),
  deliveries: z.record(
    z.string(),
    z.object({
      toldAt: z.string().nullable(),
      recoveryToldAt: z.string().nullable(),
      attempts: z.number(),
      error: z.string().nullable(),
    }),
  ),
}));

/** A book in a file; `empty` is for who has taken over what is in it. */
export interface FileBook extends IncidentBook, Disposable {
  /** Forgets everything. */
  empty(): Promise<void>;
}

/**
 * Opens the book that is kept while the warehouse cannot be reached: one file in PENNY_HOME, which one process at a time
 * works with. A file that cannot be read counts as empty, one that cannot be written is left.
 *
 * @param home PENNY_HOME, absolute.
 * @returns The book; dispose of it soon, others may wait.
 */
export async function openFileBook(home: string): Promise<FileBook> {
  const path = join(home, ALERTS_FILE);
  const lock = await lockFile(join(home, LOCK_FILE));
  let kept: readonly KeptIncident[] = await readKept(path);
  const save = async (next: readonly KeptIncident[]) => {
    kept = next;
    await write(path, next);
  };
  return {
    record: (report, now) => save(withReport(kept, report, now)),
    incidents: () => Promise.resolve([...kept]),
    mark: (marks) => save(withMarks(kept, marks)),
    empty: () => save([]),
    [Symbol.dispose]: () => lock?.close(),
  };
}

/** Null where the folder refuses: then the book is read and written without. */
async function lockFile(path: string): Promise<Deno.FsFile | null> {
  try {
    const file = await Deno.open(path, { create: true, write: true, mode: OWNER_ONLY });
    await file.lock(true);
    return file;
  } catch {
    return null;
  }
}

async function readKept(path: string): Promise<KeptIncident[]> {
  try {
    return KEPT.parse(JSON.parse(await Deno.readTextFile(path)));
  } catch {
    // none yet, or damaged: an alert more is better than none
    return [];
  }
}

/** Beside it first, so that a full disk leaves the old one. */
async function write(path: string, kept: readonly KeptIncident[]): Promise<void> {
  try {
    if (kept.length === 0) return await Deno.remove(path);
    await Deno.writeTextFile(`${path}.new`, JSON.stringify(kept), { mode: OWNER_ONLY });
    await Deno.rename(`${path}.new`, path);
  } catch {
    // what cannot be kept is told once more
  }
}

function withReport(
  kept: readonly KeptIncident[],
  { scope, incidents, judged = () => true }: ScopeReport,
  now: Date,
): KeptIncident[] {
  const at = now.toISOString();
  const wrong = new Map(incidents.map((incident) => [incident.key, incident]));
  const known = new Set<string>();
  const carried = kept.map((one): KeptIncident => {
    if (one.scope !== scope || (one.closedAt !== null && !one.event)) return one;
    const incident = wrong.get(one.key);
    if (incident !== undefined) known.add(one.key);
    if (one.event) return one;
    if (incident !== undefined) return { ...one, ...incident, event: false, seenAt: at };
    return judged(one.key) ? { ...one, closedAt: at } : one;
  });
  const opened = incidents.filter(({ key }) => !known.has(key)).map((incident): KeptIncident => {
    const event = incident.event ?? false;
    const times = { openedAt: at, seenAt: at, closedAt: event ? at : null };
    return { ...incident, ...times, event, scope, id: crypto.randomUUID(), deliveries: {} };
  });
  const all = [...carried, ...opened];
  const surplus = new Set(all.filter(({ closedAt }) => closedAt !== null).slice(0, -MOST_KEPT));
  return all.filter((one) => !surplus.has(one));
}

function withMarks(
  kept: readonly KeptIncident[],
  marks: readonly DeliveryMark[],
): KeptIncident[] {
  return kept.map((one) => {
    const own = marks.filter(({ id }) => id === one.id);
    const deliveries = Object.fromEntries(own.map(({ channel, delivery }) => [channel, delivery]));
    return own.length === 0 ? one : { ...one, deliveries: { ...one.deliveries, ...deliveries } };
  });
}

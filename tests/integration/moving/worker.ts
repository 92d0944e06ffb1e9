/**
 * A process that synchronises companies that move: reads a line of JSON for each thing to do, and answers each run with one.
 * Its clock is driven by who started it.
 */
import * as path from "node:path";
import { plural } from "../../../lib/base/mod.ts";
import { loadConfig } from "../../../lib/config/mod.ts";
import type { DomainName, SourceName } from "../../../lib/domains/mod.ts";
import {
  extractDomain,
  publishDomain,
  registerCompanies,
  type UnitResult,
} from "../../../lib/sync/mod.ts";
import { openWarehouse } from "../../../lib/warehouse/mod.ts";
import { type MovingSources, openSources } from "./contexts.ts";
import { linesOf } from "../lines_of.ts";

/** What a process is told once. */
export interface WorkerStart {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly sources: MovingSources;
}

/** One run. */
export interface RunTask {
  readonly runId: string;
  readonly source: SourceName;
  readonly domains: readonly DomainName[];
  /** Published once all of them are read. */
  readonly publish: readonly DomainName[];
}

/** A line for a process. */
export type WorkerLine = { readonly now: number } | { readonly task: RunTask };

/** How a unit ended in a process. */
export interface UnitEnd {
  readonly source: SourceName;
  readonly domain: string;
  readonly companyId: string;
  readonly status: UnitResult["status"];
  readonly reason: string | null;
  readonly plan: string | null;
  readonly missed: UnitResult["missed"] | null;
}

/** How a run ended. */
export interface RunEnd {
  readonly runId: string;
  readonly units: readonly UnitEnd[];
  /** Why the run as a whole failed. */
  readonly error: string | null;
}

async function main(start: WorkerStart): Promise<void> {
  let now = 0;
  const clock = { now: () => new Date(now) };
  const config = loadConfig({ root: start.root, env: start.env, dotenv: null });
  await using warehouse = await openWarehouse(config, { notify: () => {} });
  await using sources = openSources(start.sources, { db: warehouse.db, clock });
  const under: Promise<void>[] = [];
  const run = async (task: RunTask) => {
    const context = sources.context(task.runId, task.source);
    console.log(JSON.stringify(await perform(context, task)));
  };
  console.log("ready");
  for await (const text of linesOf(Deno.stdin.readable)) {
    const line = JSON.parse(text) as WorkerLine;
    if ("now" in line) now = line.now;
    else under.push(run(line.task));
  }
  await Promise.all(under);
}

type Context = Parameters<typeof extractDomain>[0];

async function perform(context: Context, task: RunTask): Promise<RunEnd> {
  const units: UnitEnd[] = [];
  try {
    await registerCompanies(context);
    for (const name of ["fiscal_years", ...task.domains] as const) {
      units.push(...(await extractDomain(context, name)).units.map(endOf));
    }
    for (const name of task.publish) {
      const { failures } = await publishDomain(context, name, { transform: (rows) => rows });
      if (failures.length > 0) throw new Error(`${plural(failures.length, "company")} of ${name}`);
    }
    return { runId: task.runId, units, error: null };
  } catch (error) {
    return { runId: task.runId, units, error: String((error as Error).stack ?? error) };
  }
}

function endOf({ unit, status, reason, plan, missed }: UnitResult): UnitEnd {
  const { source, domain, company: { companyId } } = unit;
  const told = { reason: reason ?? null, plan: plan?.kind ?? null, missed: missed ?? null };
  return { source, domain, companyId, status, ...told };
}

if (import.meta.main) {
  await main(JSON.parse(await Deno.readTextFile(path.resolve(Deno.args[0]!))));
}

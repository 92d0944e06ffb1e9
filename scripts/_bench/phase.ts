import { systemClock } from "../../lib/base/mod.ts";
import { loadConfig } from "../../lib/config/mod.ts";
import { openDataSharing } from "../../lib/connectors/data_sharing/mod.ts";
import { DOMAINS } from "../../lib/domains/mod.ts";
import { loadSandbox } from "../../lib/sandbox/mod.ts";
import {
  ensureMirror,
  extractDomain,
  publishDomain,
  registerCompanies,
  type SyncContext,
} from "../../lib/sync/mod.ts";
import { withLedgerColumns } from "../../lib/transforms/mod.ts";
import { openSandboxDatabase, openWarehouse } from "../../lib/warehouse/mod.ts";
import { runFloor } from "./floor.ts";
import { Stopwatch } from "./stopwatch.ts";

/** What a phase measured. */
export interface PhaseResult {
  /** What was done, for a title. */
  readonly title: string;
  /** Seconds by step. */
  readonly seconds: readonly (readonly [step: string, seconds: number])[];
  /** Largest resident memory of the phase's own process, in bytes. */
  readonly peakBytes: number;
}

/** The phases, in their order; each runs in a process of its own, so that its memory is its own. */
export const PHASES = ["generate", "sql", "penny-first", "penny-unchanged"] as const;

type Phase = typeof PHASES[number];

async function runPhase(phase: Phase, lines: number): Promise<PhaseResult> {
  const watch = new Stopwatch();
  const title = phase === "generate"
    ? await generate(lines, watch)
    : phase === "sql"
    ? await sql(watch)
    : await penny(phase, watch);
  return { title, seconds: [...watch.seconds], peakBytes: watch.peakBytes };
}

async function generate(lines: number, watch: Stopwatch): Promise<string> {
  await using sandbox = await openSandboxDatabase(loadConfig());
  const options = { seed: 1, date: "2026-10-31", lines };
  const summary = await watch.time("generate and load", () => loadSandbox(sandbox.db, options));
  return `${summary.ledgerLines} ledger lines`;
}

async function sql(watch: Stopwatch): Promise<string> {
  const config = loadConfig();
  await using sandbox = await openSandboxDatabase(config);
  await using warehouse = await openWarehouse(config, { notify: () => {} });
  await ensureMirror(warehouse.db, DOMAINS.general_ledger, "data_sharing");
  await runFloor(sandbox.db, warehouse.db, watch);
  return "SQL alone";
}

async function penny(phase: Phase, watch: Stopwatch): Promise<string> {
  const config = loadConfig();
  await using sandbox = await openSandboxDatabase(config);
  await using warehouse = await openWarehouse(config, { notify: () => {} });
  await using dataSharing = openDataSharing({ ...sandbox.server, sslMode: "disable" });
  const context: SyncContext = {
    db: warehouse.db,
    dataSharing,
    api: [],
    sourceChoice: {},
    schema: config.schema,
    runId: phase,
    fingerprint: "bench",
    companies: [],
    clock: systemClock,
    emit: () => {},
  };
  await registerCompanies(context);
  await extractDomain(context, "fiscal_years");
  await watch.time("read, gates, merge", () => extractDomain(context, "general_ledger"));
  const { counts } = await watch.time(
    "publish",
    () =>
      publishDomain(context, "general_ledger", { transform: (rows) => withLedgerColumns(rows) }),
  );
  return `Penny, ${phase} ${JSON.stringify(counts)}`;
}

if (import.meta.main) {
  const [phase, lines] = Deno.args;
  console.log(JSON.stringify(await runPhase(phase as Phase, Number(lines))));
}

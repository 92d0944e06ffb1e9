import { systemClock } from "../../lib/base/mod.ts";
import { loadConfig } from "../../lib/config/mod.ts";
import { openDataSharing } from "../../lib/connectors/data_sharing/mod.ts";
import { stopServer } from "../../lib/connectors/embedded_postgres/mod.ts";
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
import { embeddedFolder, openSandboxDatabase, openWarehouse } from "../../lib/warehouse/mod.ts";
import { runFloor } from "./floor.ts";
import { Stopwatch } from "./stopwatch.ts";

/**
 * Times the way of the ledger from Data Sharing to the published table on a server of its own, beside the same work by
 * SQL alone on the same rows, and prints both.
 *
 * @param lines About how many ledger lines.
 */
export async function benchLoad(lines: number): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "penny-bench-" });
  const config = loadConfig({ dotenv: null, env: { PENNY_HOME: home, PENNY_DEMO: "1" } });
  try {
    await using sandbox = await openSandboxDatabase(config);
    await using warehouse = await openWarehouse(config, { notify: () => {} });
    const made = new Stopwatch();
    const summary = await made.time(
      "generate",
      () => loadSandbox(sandbox.db, { seed: 1, date: "2026-10-31", lines }),
    );
    print(`${summary.ledgerLines} lines generated and loaded`, made);
    const floor = new Stopwatch();
    await ensureMirror(warehouse.db, DOMAINS.general_ledger, "data_sharing");
    await runFloor(sandbox.db, warehouse.db, floor);
    print("SQL alone", floor);
    await using dataSharing = openDataSharing({ ...sandbox.server, sslMode: "disable" });
    const context = (runId: string): SyncContext => ({
      db: warehouse.db,
      dataSharing,
      schema: config.schema,
      runId,
      fingerprint: "bench",
      companies: [],
      clock: systemClock,
      emit: () => {},
    });
    const first = await penny(context("first"), "Penny, first load");
    await penny(context("second"), "Penny, nothing changed");
    console.log(
      `\nPenny reaches ${Math.round(100 * floor.total / first.total)} % of the speed of SQL alone`,
    );
  } finally {
    await stopServer({ folder: embeddedFolder(config) });
    for (const folder of [embeddedFolder(config), home]) {
      await Deno.remove(folder, { recursive: true }).catch(() => undefined);
    }
  }
}

async function penny(context: SyncContext, title: string): Promise<Stopwatch> {
  const watch = new Stopwatch();
  await registerCompanies(context);
  await extractDomain(context, "fiscal_years");
  await watch.time("read, gates, merge", () => extractDomain(context, "general_ledger"));
  const report = await watch.time(
    "publish",
    () =>
      publishDomain(context, "general_ledger", { transform: (rows) => withLedgerColumns(rows) }),
  );
  print(`${title} ${JSON.stringify(report.counts)}`, watch);
  return watch;
}

function print(title: string, watch: Stopwatch): void {
  console.log(`\n${title}: ${watch.total.toFixed(1)} s, ${Math.round(watch.peakBytes / 1e6)} MB`);
  for (const [step, seconds] of watch.seconds) {
    console.log(`  ${seconds.toFixed(1).padStart(6)} s  ${step}`);
  }
}

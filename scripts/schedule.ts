import { parseCommandLine, runCommand, systemClock } from "../lib/base/mod.ts";
import { loadConfig } from "../lib/config/mod.ts";
import { parseJobs, requireDenoVersion, watchInterrupt } from "../lib/runs/mod.ts";
import {
  keepSchedule,
  openScheduleSource,
  renderSchedules,
  scheduleViews,
} from "../lib/scheduling/mod.ts";
import { openWarehouse } from "../lib/warehouse/mod.ts";

const USAGE = "deno task schedule [--list] [--once] [--no-worker] [--jobs N]";

const HELP = `${USAGE}

Lance les carnets aux heures prévues et les exécute sur cette machine, jusqu'à ce qu'on l'arrête (Ctrl-C). Les heures viennent de
penny.schedules.json, à côté de deno.json, sinon de PENNY_SCHEDULE, sinon toutes les 2 heures ; voir docs/planification.fr.md.

  --list        montre les derniers créneaux et les prochains, sans rien lancer
  --once        lance ce qui est dû, attend la fin et rend la main
  --no-worker   planifie seulement : d'autres machines exécutent, avec « deno task worker »
  --jobs N      nombre de carnets exécutés à la fois (défaut : le nombre de cœurs, au moins 2)
  --help        affiche cette aide

Statut de sortie : 0 arrêté à la demande, 1 une exécution de --once a échoué, 2 réglages ou service à corriger, ou un autre
planificateur tourne déjà pour cette base.`;

const SHOWN = 5;

/**
 * Plans runs until it is stopped.
 *
 * @param args Command line.
 * @returns Exit status.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseCommandLine(args, {
    options: {
      list: { type: "boolean" },
      once: { type: "boolean" },
      "no-worker": { type: "boolean" },
      jobs: { type: "string" },
    },
    usage: USAGE,
  });
  requireDenoVersion();
  if (values.list) return await list();
  const jobs = parseJobs(values.jobs);
  using watch = watchInterrupt();
  const { done, failed, fault } = await keepSchedule(loadConfig(), {
    jobs: values["no-worker"] ? null : jobs,
    once: values.once ?? false,
    signal: watch.signal,
    echo: console.log,
  });
  if (values.once && done + failed === 0 && !watch.signal.aborted) {
    console.log("[INFO] Rien n'est dû maintenant");
  }
  if (!values.once) return 0;
  return fault !== null ? 2 : failed > 0 ? 1 : 0;
}

async function list(): Promise<number> {
  const config = loadConfig({ needsCredentials: false });
  const { schedules, fault } = await openScheduleSource(config).read();
  await using warehouse = await openWarehouse(config, { maxConnections: 1 });
  const options = { now: systemClock.now(), count: SHOWN, schedules };
  const views = await scheduleViews(warehouse.db, options);
  for (const line of renderSchedules(views)) console.log(line);
  if (fault !== null) throw fault;
  return 0;
}

if (import.meta.main) await runCommand(main, { help: HELP });

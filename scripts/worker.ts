import { parseCommandLine, parseDuration, runCommand, UsageError } from "../lib/base/mod.ts";
import { loadConfig } from "../lib/config/mod.ts";
import { openLog } from "../lib/logs/mod.ts";
import { keptPasswords, parseJobs, requireDenoVersion, watchInterrupt } from "../lib/runs/mod.ts";
import { runWorker } from "../lib/scheduling/worker/mod.ts";

const USAGE = "deno task worker [--jobs N] [--stop-limit durée]";

const HELP = `${USAGE}

Exécute les travaux que « deno task schedule » met en file d'attente, sur cette machine ou sur une autre qui joint la même base
de données (POSTGRES_HOST et les suivants). Chaque machine a besoin des mêmes réglages et des mêmes carnets.

  --jobs N           nombre de carnets exécutés à la fois (défaut : le nombre de cœurs, au moins 2)
  --stop-limit 2m    temps laissé aux travaux en cours quand on l'arrête (Ctrl-C) ; ensuite ils sont rendus (défaut : 60s)
  --help             affiche cette aide

Un premier Ctrl-C n'accepte plus de travail et attend la fin de ceux en cours ; un second arrête tout : ils sont repris ailleurs.`;

const STOP_LIMIT_MS = 60_000;

/**
 * Works until it is stopped.
 *
 * @param args Command line.
 * @returns Exit status.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseCommandLine(args, {
    options: { jobs: { type: "string" }, "stop-limit": { type: "string" } },
    usage: USAGE,
  });
  requireDenoVersion();
  const jobs = parseJobs(values.jobs);
  const stopLimitMs = stopLimit(values["stop-limit"]);
  using watch = watchInterrupt();
  const config = loadConfig();
  const secrets = await keptPasswords(config.home);
  const log = openLog(config, { component: "worker", secrets, echo: console.log });
  const note = (line: string) => log.note(line);
  await runWorker(config, { jobs, stopLimitMs, signal: watch.signal, note });
  return 0;
}

function stopLimit(text: string | undefined): number {
  if (text === undefined) return STOP_LIMIT_MS;
  const ms = parseDuration(text);
  if (ms !== null) return ms;
  throw new UsageError(
    `Impossible de lire --stop-limit « ${text} » : ce n'est pas une durée ; écrivez par exemple 90s ou 2m`,
  );
}

if (import.meta.main) await runCommand(main, { help: HELP });

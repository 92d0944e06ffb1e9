import { parseCommandLine, runCommand, UsageError } from "../lib/base/mod.ts";
import { loadConfig } from "../lib/config/mod.ts";
import { stopServer } from "../lib/connectors/embedded_postgres/mod.ts";
import { acquireRunLock, clean } from "../lib/runs/mod.ts";
import { embeddedFolder } from "../lib/warehouse/mod.ts";

const USAGE = "deno task clean [--tout --oui]";

const HELP = `${USAGE}

Supprime les dossiers des anciennes exécutions dans outputs/ ; outputs/latest, vos carnets et votre .env restent.

  --tout   supprime aussi PENNY_HOME, avec la base intégrée et tout ce qu'elle contient
  --oui    confirme --tout
  --help   affiche cette aide`;

/**
 * Removes what runs left behind.
 *
 * @param args Command line.
 * @returns Exit status.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseCommandLine(args, {
    options: {
      tout: { type: "boolean" },
      oui: { type: "boolean" },
    },
    usage: USAGE,
  });
  const config = loadConfig({ needsCredentials: false });
  if (values.tout && !values.oui) {
    throw new UsageError(
      `Impossible de supprimer « ${config.home} » : la base intégrée et toutes ses données seraient perdues ; ` +
        "ajoutez --oui pour confirmer",
    );
  }
  await refuseDuringRun([config.outputs, config.home]);
  const removed = await clean({
    root: config.root,
    outputs: config.outputs,
    everything: values.tout ? { home: config.home, embedded: embeddedFolder(config) } : null,
    stopServer: (folder) => stopServer({ folder }),
  });
  for (const line of removed) console.log(`[OK] Supprimé : ${line}`);
  if (removed.length === 0) console.log("[INFO] Rien à supprimer");
  return 0;
}

/** What a run works with must not go from under it. */
async function refuseDuringRun(folders: readonly string[]): Promise<void> {
  const { signal } = new AbortController();
  await using _lock = await acquireRunLock(folders, {
    ...{ command: "clean", wait: false, signal },
    note: console.log,
  });
}

if (import.meta.main) await runCommand(main, { help: HELP });

import { parseCommandLine, runCommand } from "../lib/base/mod.ts";
import { jupyterDataFolder, loadConfig } from "../lib/config/mod.ts";
import { requireDenoVersion, setupJupyter } from "../lib/runs/mod.ts";

const USAGE = `deno task jupyter [--no-open]

Enregistre le noyau « Deno (Penny) » pour Jupyter, puis ouvre Jupyter là où il est installé.

  --no-open   enregistre seulement
  --help      affiche cette aide`;

/**
 * Registers the kernel and opens Jupyter.
 *
 * @param args Command line.
 * @returns Exit status.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseCommandLine(args, {
    options: { "no-open": { type: "boolean" } },
    usage: "deno task jupyter [--no-open]",
  });
  requireDenoVersion();
  const { root, home } = loadConfig({ needsCredentials: false });
  return await setupJupyter({
    root,
    home,
    jupyterData: jupyterDataFolder(),
    open: !values["no-open"],
  });
}

if (import.meta.main) await runCommand(main, { help: USAGE });

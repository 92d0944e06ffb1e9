import * as path from "node:path";
import { parseCommandLine, runCommand, UsageError } from "../lib/base/mod.ts";
import { loadConfig } from "../lib/config/mod.ts";
import { copyNotebook, listNotebooks, type NotebookSource, shortName } from "../lib/runs/mod.ts";

const USAGE = "deno task notebook list | deno task notebook copy <nom>";

const HELP = `${USAGE}

  list         les carnets et votre copie là où il y en a une
  copy <nom>   fait votre copie dans carnets/ (jamais écrasée) ; run-all l'exécute à la place du carnet livré
  --help       affiche cette aide`;

/**
 * Lists notebooks, or makes the user's copy of one.
 *
 * @param args Command line.
 * @returns Exit status.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { positionals } = parseCommandLine(args, {
    options: {},
    allowPositionals: true,
    usage: USAGE,
  });
  const [action, name, ...rest] = positionals;
  const folders = loadConfig({ needsCredentials: false });
  if (action === "list" && name === undefined) return list(await listNotebooks(folders));
  if (action === "copy" && name !== undefined && rest.length === 0) {
    const copy = await copyNotebook(name, folders);
    const shown = path.relative(folders.root, copy);
    console.log(`[OK] Votre copie : ${shown}`);
    console.log(
      `[INFO] Ouvrez-la avec deno task jupyter ; exécutez-la avec deno task run ${shown}`,
    );
    console.log("[INFO] deno task run-all l'exécute désormais à la place du carnet livré");
    return 0;
  }
  throw new UsageError(
    `Impossible de lire la commande « ${
      args.join(" ")
    } » : action ou nom inattendu ; usage : ${USAGE}`,
  );
}

function list(notebooks: readonly NotebookSource[]): number {
  for (const notebook of notebooks) {
    const copy = notebook.origin === "copy"
      ? `  (votre copie : carnets/${notebook.name}.ipynb)`
      : "";
    const stale = notebook.shippedIsNewer ? "  [INFO] le carnet livré est plus récent" : "";
    console.log(`${shortName(notebook.name).padEnd(20)} ${notebook.name}${copy}${stale}`);
  }
  return 0;
}

if (import.meta.main) await runCommand(main, { help: HELP });

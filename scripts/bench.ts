import { parseCommandLine, runCommand, UsageError } from "../lib/base/mod.ts";
import { benchApi } from "./_bench/api.ts";
import { benchLoad } from "./_bench/load.ts";

const USAGE = "deno task bench load|api [--lines N]";

/** Measures by name, with the ledger lines that each takes unless told otherwise. */
const MEASURES = {
  load: { run: benchLoad, lines: 1_000_000 },
  api: { run: benchApi, lines: 300_000 },
} as const;

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine(args, {
    options: { lines: { type: "string" } },
    allowPositionals: true,
    usage: USAGE,
  });
  const [name = ""] = positionals;
  const measure = Object.hasOwn(MEASURES, name) && positionals.length === 1
    ? MEASURES[name as keyof typeof MEASURES]
    : null;
  const lines = Number(values.lines ?? measure?.lines);
  if (measure === null || !Number.isSafeInteger(lines) || lines < 1) {
    throw new UsageError(
      `Impossible de lancer la mesure « ${
        args.join(" ")
      } » : mesure inconnue, ou nombre de lignes ` +
        `qui n'est pas un entier d'au moins 1 ; usage : ${USAGE}`,
    );
  }
  await measure.run(lines);
  return 0;
}

if (import.meta.main) await runCommand(main, { help: USAGE });

import { parseCommandLine, runCommand, UsageError } from "../lib/base/mod.ts";
import { benchLoad } from "./_bench/load.ts";

const USAGE = "deno task bench load [--lines N]";

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine(args, {
    options: { lines: { type: "string", default: "1000000" } },
    allowPositionals: true,
    usage: USAGE,
  });
  const lines = Number(values.lines);
  if (
    positionals.length !== 1 || positionals[0] !== "load" || !Number.isSafeInteger(lines) ||
    lines < 1
  ) {
    throw new UsageError(
      `Impossible de lancer la mesure « ${
        args.join(" ")
      } » : mesure inconnue, ou nombre de lignes ` +
        `qui n'est pas un entier d'au moins 1 ; usage : ${USAGE}`,
    );
  }
  await benchLoad(lines);
  return 0;
}

if (import.meta.main) await runCommand(main, { help: USAGE });

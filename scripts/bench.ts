import { parseCommandLine, runCommand, UsageError } from "../lib/base/mod.ts";
import { benchApi } from "./_bench/api.ts";
import { benchLoad } from "./_bench/load.ts";
import { benchRunner } from "./_bench/runner.ts";
import { benchSync } from "./_bench/sync.ts";

const USAGE = "deno task bench load|api|sync|runner [--lines N] [--speed N]";

/** Measures by name, with the ledger lines that each takes unless told otherwise. */
const MEASURES = {
  load: { run: (lines: number) => benchLoad(lines), lines: 1_000_000 },
  api: { run: benchApi, lines: 300_000 },
  sync: { run: (lines: number) => benchSync(lines), lines: 100_000 },
  runner: { run: () => benchRunner(), lines: 1 },
} as const;

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine(args, {
    options: { lines: { type: "string" }, speed: { type: "string", default: "4" } },
    allowPositionals: true,
    usage: USAGE,
  });
  const [name = ""] = positionals;
  const measure = Object.hasOwn(MEASURES, name) && positionals.length === 1
    ? MEASURES[name as keyof typeof MEASURES]
    : null;
  const lines = Number(values.lines ?? measure?.lines);
  const speed = Number(values.speed);
  if (measure === null || ![lines, speed].every((n) => Number.isSafeInteger(n) && n >= 1)) {
    throw new UsageError(
      `Impossible de lancer la mesure « ${args.join(" ")} » : mesure inconnue, ou nombre ` +
        `qui n'est pas un entier d'au moins 1 ; usage : ${USAGE}`,
    );
  }
  await measure.run(lines, speed);
  return 0;
}

if (import.meta.main) await runCommand(main, { help: USAGE });

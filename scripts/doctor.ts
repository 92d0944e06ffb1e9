import { parseCommandLine, runCommand } from "../lib/base/mod.ts";
import { inspectConfig } from "../lib/config/mod.ts";
import { type Check, checkLines, runDoctor, verdictLine, verdictOf } from "../lib/doctor/mod.ts";
import { createRedactor, keptPasswords } from "../lib/runs/mod.ts";

const USAGE = "deno task doctor [--json]";

const HELP = `${USAGE}

Vérifie tout ce qu'il faut avant une exécution : réglages, machine, base, Data Sharing, jetons de l'API et leurs droits.
Chaque ligne est [OK], ou dit ce qui manque et quoi faire. Rien n'est modifié dans Pennylane.

  --json   écrit les résultats en JSON, pour un programme
  --help   affiche cette aide

Statut de sortie : 0 tout est prêt, 1 une table ou une société manquera, 2 réglage à corriger ou service injoignable.`;

async function main(args: string[]): Promise<number> {
  const { values } = parseCommandLine(args, {
    options: { json: { type: "boolean" } },
    usage: USAGE,
  });
  const inspection = inspectConfig();
  const checks: Check[] = [];
  for await (const raw of runDoctor(inspection)) {
    // The base may have made a password meanwhile.
    const kept = inspection.config ? await keptPasswords(inspection.config.home) : [];
    const redactor = createRedactor({ secrets: [...inspection.secrets, ...kept] });
    const check = { ...redactor.json(raw), section: raw.section, status: raw.status };
    if (!values.json) print(check, checks.at(-1));
    checks.push(check);
  }
  const verdict = verdictOf(checks);
  if (values.json) console.log(JSON.stringify({ ...verdict, checks }, null, 2));
  else console.log(`\n${verdictLine(verdict)}`);
  return verdict.status;
}

function print(check: Check, before: Check | undefined): void {
  if (check.section !== before?.section) console.log(`${before ? "\n" : ""}${check.section}`);
  for (const line of checkLines(check)) console.log(line);
}

if (import.meta.main) await runCommand(main, { help: HELP });

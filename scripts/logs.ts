import { parseCommandLine, pause, runCommand, UsageError } from "../lib/base/mod.ts";
import { loadConfig } from "../lib/config/mod.ts";
import {
  followLog,
  formatEntry,
  type LogEntry,
  type LogLevel,
  LogReader,
} from "../lib/logs/mod.ts";
import { watchInterrupt } from "../lib/runs/mod.ts";

const USAGE = "deno task logs [-f] [-n N] [--run ID] [--level NIVEAU] [--json]";

const HELP = `${USAGE}

Montre le journal : ce que run-all, schedule et worker ont fait, et quand.

  -f, --follow     continue de montrer ce qui s'écrit, jusqu'à Ctrl-C
  -n N             les N dernières lignes (défaut 50)
  --run ID         une seule exécution, par exemple 2026-11-20T06-00-00
  --level NIVEAU   debug, info (défaut), warn ou error : ce niveau et les plus graves
  --json           les lignes telles qu'elles sont écrites, un objet JSON chacune
  --help           affiche cette aide

Statut de sortie : 0.`;

const DEFAULT_LINES = 50;
const PACE_MS = 300;
const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

async function main(args: string[]): Promise<number> {
  const { values } = parseCommandLine(args, {
    options: {
      follow: { type: "boolean", short: "f" },
      lines: { type: "string", short: "n" },
      run: { type: "string" },
      level: { type: "string" },
      json: { type: "boolean" },
    },
    usage: USAGE,
  });
  const count = readCount(values.lines);
  const least = LEVELS.indexOf(readLevel(values.level));
  const filter = ({ level, fields }: LogEntry) =>
    LEVELS.indexOf(level) >= least && (values.run === undefined || fields.run === values.run);
  const { logs } = loadConfig({ needsCredentials: false });
  const reader = new LogReader(logs.folder);
  const show = (entry: LogEntry) =>
    console.log(values.json ? JSON.stringify(entry.fields) : formatEntry(entry));
  using watch = values.follow ? watchInterrupt() : null;
  const last = reader.last(count, filter);
  last.forEach(show);
  if (watch === null) {
    if (last.length === 0) console.error("[INFO] Rien dans le journal pour le moment");
    return 0;
  }
  // False when the user has had enough.
  const wait = () => pause(PACE_MS, watch.signal).then(() => !watch.signal.aborted);
  for await (const entry of followLog(reader, { filter, wait })) {
    show(entry);
  }
  return 0;
}

function readCount(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LINES;
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new UsageError(
    `Impossible de lire le nombre de lignes « ${text} » : un nombre entier est attendu ; usage : ${USAGE}`,
  );
}

function readLevel(text = "info"): LogLevel {
  const level = LEVELS.find((one) => one === text);
  if (level !== undefined) return level;
  throw new UsageError(
    `Impossible de lire le niveau « ${text} » : attendu ${LEVELS.join(", ")} ; usage : ${USAGE}`,
  );
}

if (import.meta.main) await runCommand(main, { help: HELP });

import { parseCommandLine, UsageError } from "../../lib/base/mod.ts";
import type { CompaniesSource, CompaniesTask } from "./companies_types.ts";

const USAGE =
  "deno task bench companies [--companies N] [--workers 1,2,4] [--source firm,data-sharing] [--database URL] " +
  "[--speed N[,N]] [--tokens N] [--jobs N] [--batch N]";
const OPTIONS = {
  companies: { type: "string", default: "200" },
  workers: { type: "string", default: "1,2,4" },
  source: { type: "string", default: "data-sharing,firm" },
  database: { type: "string" },
  speed: { type: "string", default: "1" },
  tokens: { type: "string", default: "1" },
  jobs: { type: "string", default: "1" },
  batch: { type: "string" },
} as const;
const SOURCES: readonly string[] = ["firm", "data-sharing"] satisfies CompaniesSource[];

/**
 * Reads what `bench companies` shall measure.
 *
 * @param args Of the command line.
 * @returns What is asked for.
 * @throws {UsageError} A number that is none, an unknown source, or an address that is none.
 */
export function companiesTask(args: readonly string[]): CompaniesTask {
  const { values } = parseCommandLine(args, { options: OPTIONS, usage: USAGE });
  const one = (name: keyof typeof OPTIONS) => integers(name, values[name]!)[0]!;
  const [first, unchanged = first!] = integers("speed", values.speed!);
  return {
    companies: one("companies"),
    workers: integers("workers", values.workers!),
    sources: sourcesOf(values.source!),
    database: databaseOf(values.database),
    speeds: [first!, unchanged],
    tokens: one("tokens"),
    jobs: one("jobs"),
    batch: values.batch === undefined ? null : one("batch"),
  };
}

function integers(name: string, text: string): number[] {
  const numbers = text.split(",").map(Number);
  if (numbers.every((one) => Number.isSafeInteger(one) && one >= 1)) return numbers;
  throw refused(name, text, "il faut des entiers d'au moins 1, séparés par des virgules");
}

function sourcesOf(text: string): CompaniesSource[] {
  const names = text.split(",");
  if (names.every((name) => SOURCES.includes(name))) return names as CompaniesSource[];
  throw refused("source", text, `sources possibles : ${SOURCES.join(", ")}`);
}

function databaseOf(text: string | undefined): URL | null {
  if (text === undefined) return null;
  const url = URL.parse(text);
  if (url !== null && /^postgres(?:ql)?:$/.test(url.protocol) && url.pathname.length > 1) {
    return url;
  }
  throw refused("database", text, "il faut une adresse comme postgres://penny@127.0.0.1:9700/base");
}

function refused(name: string, text: string, reason: string): UsageError {
  return new UsageError(
    `Impossible de mesurer avec --${name} « ${text} » : ${reason} ; usage : ${USAGE}`,
  );
}

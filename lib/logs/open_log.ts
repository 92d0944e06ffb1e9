import { hostname } from "node:os";
import pino from "pino";
import { type Clock, createRedactor, type Redactor, systemClock } from "../base/mod.ts";
import type { Config } from "../config/mod.ts";
import { formatEntry } from "./format_entry.ts";
import { LogWriter } from "./log_writer.ts";
import { parseEntry } from "./parse_entry.ts";
import type { Log, LogFields, LogLevel } from "./types.ts";

/** Characters of a text that are kept: no line of the log can fill a disk. */
const LONGEST_TEXT = 20_000;

/** Mark of a line that tells of a failure. */
const FAILED = "[ERREUR]";

/** How {@linkcode openLog} writes. */
export interface OpenLogOptions {
  /** Which part of Penny writes. */
  readonly component: "run" | "schedule" | "worker" | "alert";
  /** On each line. @default none */
  readonly fields?: LogFields;
  /** Values that must not be written, beside those of the settings. @default none */
  readonly secrets?: readonly string[];
  /** Shows each line to people, such as `console.log`. @default only the files are written */
  readonly echo?: (line: string) => void;
  /** Hears, in French, that the files cannot be written. @default console.error */
  readonly notify?: (line: string) => void;
  /** @default the machine's own */
  readonly clock?: Clock;
  /** Appends to a file; for tests. @default the disk */
  readonly append?: (path: string, text: string) => void;
}

/**
 * Opens the log of a program: JSON lines in the files of PENNY_LOGS, without secrets. Nothing is open afterwards, so there
 * is nothing to close; a line is in its file when the call returns. Where the files cannot be written, that is told once
 * and the program goes on.
 *
 * @param config Settings.
 * @param options Who writes.
 * @returns The log.
 *
 * @example
 * ```ts ignore
 * const log = openLog(loadConfig(), { component: "schedule", echo: console.log });
 * log.info("[SYNC] Prochaine exécution à 14:00", { schedule: "quotidien" });
 * ```
 */
export function openLog(
  config: Pick<Config, "logs" | "secrets" | "root" | "home">,
  options: OpenLogOptions,
): Log {
  const { clock = systemClock, component, fields = {}, secrets = [] } = options;
  const redactor = createRedactor({
    secrets: [...config.secrets, ...secrets],
    folders: { [config.home]: "PENNY_HOME", [config.root]: "." },
  });
  const machine = hostname();
  const base = { pid: Deno.pid, machine, component, ...redactor.json(fields) };
  const timestamp = () => `,"time":"${clock.now().toISOString()}"`;
  const lineOf = (level: LogLevel, msg: string) =>
    `${JSON.stringify({ level, time: clock.now().toISOString(), ...base, msg })}\n`;
  const writer = new LogWriter({ ...config.logs, ...writerOptions(config, options, lineOf) });
  const logger = pino(
    { level: "debug", base, timestamp, formatters: { level: (level) => ({ level }) } },
    {
      write(line: string) {
        writer.write(line);
        options.echo?.(formatEntry(parseEntry(line)));
      },
    },
  );
  return wrap(logger, redactor);
}

function writerOptions(
  { logs }: Pick<Config, "logs">,
  { notify = console.error, append }: OpenLogOptions,
  lineOf: (level: LogLevel, msg: string) => string,
) {
  return {
    onRefused: (error: unknown) =>
      notify(
        `[INFO] Impossible d'écrire le journal « ${logs.folder} » : ${refusal(error)} ; ` +
          "libérez de la place ou corrigez PENNY_LOGS, le travail continue sans journal",
      ),
    lostLine: (count: number) =>
      lineOf("warn", `[INFO] Lignes de journal perdues, le disque les a refusées : ${count}`),
    ...(append === undefined ? {} : { append }),
  };
}

const REFUSALS: Readonly<Record<string, string>> = {
  ENOSPC: "le disque est plein",
  EDQUOT: "la place accordée sur le disque est épuisée",
  EROFS: "le disque est en lecture seule",
  ENOENT: "ce dossier ne peut pas être créé là",
  ENOTDIR: "un fichier est à la place d'un dossier",
};

function refusal(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  const known = REFUSALS[code ?? ""];
  if (known !== undefined) return known;
  return error instanceof Deno.errors.PermissionDenied
    ? "l'accès est refusé"
    : message ?? String(error);
}

function wrap(logger: pino.Logger, redactor: Redactor): Log {
  const tell = (level: LogLevel) => (text: string, fields: LogFields = {}) => {
    try {
      logger[level](redactor.json(fields), shortened(redactor.text(text)));
    } catch {
      // who writes a log must not fail by it: an echo that throws, a console that is closed
    }
  };
  const [info, error] = [tell("info"), tell("error")];
  return {
    ...{ debug: tell("debug"), info, warn: tell("warn"), error },
    note: (text, fields) => (text.startsWith(FAILED) ? error : info)(text, fields),
    child: (fields) => wrap(logger.child(redactor.json(fields)), redactor),
  };
}

/** Of a text without secrets: half of one would not be found. */
function shortened(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}

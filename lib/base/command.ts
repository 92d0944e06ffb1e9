import { parseArgs, type ParseArgsConfig } from "node:util";
import { DataError, PennyError, UsageError } from "./errors.ts";

/** Options of `runCommand`. */
export interface RunCommandOptions {
  /** French help, printed instead of running when `--help` or `-h` is among the arguments. */
  readonly help: string;
  /** Arguments of the command. @default Deno.args */
  readonly args?: readonly string[];
  /** Prints the help. @default console.log */
  readonly print?: (text: string) => void;
  /** Prints one line for errors. @default console.error */
  readonly writeError?: (line: string) => void;
  /** Ends the process. @default Deno.exit */
  readonly exit?: (status: number) => void;
}

/**
 * Exit status for an error: 2 for wrong use, wrong settings or an unreachable service, 1 for failed data and for faults of
 * Penny itself.
 *
 * @param error Anything thrown.
 * @returns 1 or 2.
 */
export function exitStatus(error: unknown): 1 | 2 {
  return error instanceof PennyError && !(error instanceof DataError) ? 2 : 1;
}

/**
 * One line for a reader: `[ERREUR] …`; an error that Penny did not foresee keeps its stack, for a report.
 *
 * @param error Anything thrown.
 * @returns The text, without a final line feed.
 */
export function describeError(error: unknown): string {
  if (error instanceof PennyError) return `[ERREUR] ${error.message}`;
  const detail = error instanceof Error ? error.stack ?? error.message : String(error);
  return `[ERREUR] Erreur imprévue de Penny, à signaler avec ce texte :\n${detail}`;
}

/**
 * Runs the body of a script and ends the process with its status; an error is told on stderr.
 *
 * @param main Takes the arguments, answers the exit status.
 * @param options Help; the rest for tests.
 *
 * @example
 * ```ts ignore
 * if (import.meta.main) await runCommand(main, { help: HELP });
 * ```
 */
export async function runCommand(
  main: (args: string[]) => Promise<number>,
  options: RunCommandOptions,
): Promise<void> {
  const exit = options.exit ?? ((status) => Deno.exit(status));
  const args = [...(options.args ?? Deno.args)];
  if (args.some((arg) => arg === "--help" || arg === "-h")) {
    (options.print ?? console.log)(options.help);
    return exit(0);
  }
  let status: number;
  try {
    status = await main(args);
  } catch (error) {
    (options.writeError ?? console.error)(describeError(error));
    status = exitStatus(error);
  }
  exit(status);
}

/**
 * Reads the arguments of a command (`node:util` parseArgs, strict) and tells faults in French.
 *
 * @param args Arguments.
 * @param config Options and positionals, and `usage`: the command's French help, added to every fault.
 * @returns Values and positionals, typed after the configuration.
 * @throws UsageError Unknown option, missing value, unexpected argument.
 *
 * @example
 * ```ts
 * import { parseCommandLine } from "./command.ts";
 * import assert from "node:assert/strict";
 * const { values } = parseCommandLine(["--jobs", "3"], {
 *   options: { jobs: { type: "string" } },
 *   usage: "deno task run-all [--jobs N]",
 * });
 * assert.equal(values.jobs, "3");
 * ```
 */
export function parseCommandLine<T extends ParseArgsConfig>(
  args: readonly string[],
  config: T & { readonly usage: string },
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs({ ...config, args: [...args], strict: true }) as ReturnType<
      typeof parseArgs<T>
    >;
  } catch (error) {
    throw new UsageError(
      `Impossible de lire la commande « ${args.join(" ")} » : ${
        fault(error)
      } ; usage : ${config.usage}`,
      { cause: error },
    );
  }
}

function fault(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  const name = /'([^']+)'/.exec(message)?.[1] ?? "";
  switch (code) {
    case "ERR_PARSE_ARGS_UNKNOWN_OPTION":
      return `option inconnue « ${name} »`;
    case "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL":
      return `argument inattendu « ${name} »`;
    case "ERR_PARSE_ARGS_INVALID_OPTION_VALUE":
      return `valeur absente ou de trop pour l'option « ${name} »`;
    default:
      return message;
  }
}

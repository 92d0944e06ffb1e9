import type { CompaniesRun, CompaniesTask } from "./companies_types.ts";

const COLUMNS = [
  ["source", 13],
  ["workers", 8],
  ["run", 10],
  ["time", 9],
  ["requests", 9],
  ["a second", 9],
  ["of limit", 9],
  ["refused", 8],
  ["rows", 10],
  ["worker CPU", 11],
  ["server CPU", 11],
  ["Pennylane CPU", 14],
  ["a worker", 9],
  ["workers", 9],
  ["database", 9],
  ["load", 6],
] as const;

/**
 * What is measured, and the heads of the columns.
 *
 * @param task What was asked for.
 * @param ledgerLines Of all companies.
 * @returns Some lines.
 */
export function companiesTitle(task: CompaniesTask, ledgerLines: number): string {
  const { companies, tokens, speeds, jobs, batch, database } = task;
  const where = database === null ? "an embedded server" : `${database.host}${database.pathname}`;
  const heads = COLUMNS.map(([name, width]) => name.padStart(width)).join("");
  return `\n${companies} companies, ${ledgerLines} ledger lines, warehouse on ${where}; companies a job ${
    batch ?? "as usual"
  }, ` +
    `kernels a worker ${jobs}; firm tokens ${tokens}, Pennylane's limit times ${
      speeds.join(", then ")
    }\n\n${heads}`;
}

/**
 * A line of the table.
 *
 * @param run What it took.
 * @returns Its figures under their heads, and a line with the seconds of its jobs.
 */
export function companiesRow(run: CompaniesRun): string {
  const { asked, limit, seconds } = run;
  const rate = asked === null ? null : asked.answered / seconds;
  const cells = [
    run.source,
    run.workers,
    run.unchanged ? "unchanged" : "first",
    `${seconds.toFixed(1)} s`,
    asked?.answered,
    rate?.toFixed(1),
    rate === null || limit === null ? null : `${Math.round(100 * rate / limit)} %`,
    asked?.refused,
    run.rows,
    duration(run.workerCpu),
    duration(run.serverCpu),
    duration(run.sourceCpu),
    megabytes(run.workerBytes),
    megabytes(run.workersBytes),
    megabytes(run.databaseBytes),
    // of the last five minutes: what else the machine did makes the time longer, not the processor time
    Deno.loadavg()[1]!.toFixed(1),
  ];
  const row = cells.map((cell, i) => String(cell ?? "-").padStart(COLUMNS[i]![1])).join("");
  const jobs = run.jobSeconds.map(({ notebook, seconds }) => `${notebook} ${seconds.toFixed(1)}`);
  return `${row}\n${" ".repeat(COLUMNS[0][1])}  seconds of jobs: ${jobs.join(", ")}`;
}

function duration(seconds: number | null): string | null {
  return seconds === null ? null : `${seconds.toFixed(0)} s`;
}

function megabytes(bytes: number | null): string | null {
  return bytes === null ? null : `${Math.round(bytes / 1e6)} MB`;
}

import { ApiError, badParameter, refused } from "./api_error.ts";
import type { ExportJob, ExportKind } from "./export_job.ts";
import { fecFile } from "./files/fec.ts";
import { ledgerWorkbook } from "./files/workbook.ts";
import { isDate } from "./filters.ts";
import type { ApiContext, ApiRequest } from "./types.ts";

/** Seconds that a link to a file lives. */
const LINK_MS = 30 * 60_000;
/** GETs that say `pending` before an export is ready. */
const DEFAULT_POLLS = 1;

/** Scope of each kind. */
export const EXPORT_SCOPES: Readonly<Record<ExportKind, string>> = {
  fecs: "exports:fec",
  general_ledgers: "exports:gl",
  analytical_general_ledgers: "exports:agl",
};

interface Link {
  readonly job: ExportJob;
  readonly expiresAt: number;
}

/** A file as it is downloaded. */
export interface ExportFile {
  readonly name: string;
  readonly type: string;
  readonly body: BodyInit;
}

/** The exports of one server: asked by POST, polled by GET, downloaded by a link that dies after 30 minutes. */
export class Exports {
  readonly #jobs = new Map<string, ExportJob>();
  readonly #links = new Map<string, Link>();
  #next = 41_000;

  /**
   * Takes the order of an export.
   *
   * @throws {ApiError} 400: the body is not JSON, a date is missing or is none, a key is unknown.
   */
  create(kind: ExportKind, request: ApiRequest): Record<string, unknown> {
    const body = readBody(kind, request.body);
    const job: ExportJob = {
      kind,
      id: ++this.#next,
      companyId: request.company.companyId,
      companyName: request.company.name,
      siren: request.company.regNo,
      start: body.period_start!,
      end: body.period_end!,
      mode: (body.mode ?? "in_line") as ExportJob["mode"],
      createdAt: request.context.clock.now(),
      polls: 0,
    };
    this.#jobs.set(`${kind}/${job.id}`, job);
    return { ...shown(job, job.createdAt), status: "pending" };
  }

  /**
   * The state of an export; each poll of a ready one gives a new link.
   *
   * @throws {ApiError} 404: unknown, or of another company.
   */
  poll(kind: ExportKind, request: ApiRequest): Record<string, unknown> {
    const id = request.ids[0]!;
    const job = this.#jobs.get(`${kind}/${id}`);
    if (job === undefined || job.companyId !== request.company.companyId) {
      throw refused(404, `Couldn't find Export with 'id'=${id.slice(0, 40)}`);
    }
    const { faults, clock } = request.context;
    const now = clock.now();
    const polls = faults.strike("export_polls", request.path)?.polls ?? DEFAULT_POLLS;
    const base = shown(job, now);
    if (job.polls++ < polls) return { ...base, status: "pending", file_url: null };
    if (faults.strike("export_error", request.path)) {
      return { ...base, status: "error", file_url: null };
    }
    const key = crypto.randomUUID();
    for (const [old, link] of this.#links) {
      if (link.expiresAt <= now.getTime()) this.#links.delete(old);
    }
    this.#links.set(key, { job, expiresAt: now.getTime() + LINK_MS });
    const path = `/rails/active_storage/blobs/redirect/${key}/${encodeURIComponent(fileName(job))}`;
    return { ...base, status: "ready", file_url: request.context.origin + path };
  }

  /** The file behind a link, null when the link is unknown or dead. */
  async file(key: string, context: ApiContext): Promise<ExportFile | null> {
    const link = this.#links.get(key);
    if (link === undefined || link.expiresAt <= context.clock.now().getTime()) return null;
    const { job } = link;
    const name = fileName(job);
    if (job.kind === "fecs") {
      return { name, type: "text/plain; charset=utf-8", body: fecFile(job, context.db) };
    }
    return { name, type: XLSX_TYPE, body: await ledgerWorkbook(job, context.db) };
  }
}

const XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

function shown(job: ExportJob, updatedAt: Date): Record<string, unknown> {
  const time = (date: Date) => date.toISOString().replace("Z", "000Z");
  return { id: job.id, created_at: time(job.createdAt), updated_at: time(updatedAt) };
}

function fileName(job: ExportJob): string {
  if (job.kind === "fecs") return `${job.siren}FEC${job.end.replaceAll("-", "")}.txt`;
  const company = job.companyName.toUpperCase().replace(/[^\p{L}\d]+/gu, "_");
  const period = `(${job.start}_${job.end})`.replaceAll("-", "_");
  if (job.kind === "general_ledgers") {
    return `Provisoire_PENNYLANE_${company}_Grand_livre_${period}.xlsx`;
  }
  return `Provisional_PENNYLANE_${company}_Analytical_general_ledger_${job.mode}_(NEW_FORMAT_${job.mode.toUpperCase()})_${period}.xlsx`;
}

function readBody(kind: ExportKind, text: string): Record<string, string> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw refused(400, "The request body is not valid JSON");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw refused(400, "The request body should be an object");
  }
  const known = kind === "analytical_general_ledgers"
    ? ["period_start", "period_end", "mode"]
    : ["period_start", "period_end"];
  const fields = body as Record<string, unknown>;
  for (const key of Object.keys(fields)) {
    if (known.includes(key)) continue;
    throw badParameter(
      key,
      "NotExistPropertyDefinition",
      `property ${key} is not defined in the schema`,
    );
  }
  for (const key of ["period_start", "period_end"]) checkDate(fields, key);
  if (fields.mode !== undefined && fields.mode !== "in_line" && fields.mode !== "in_column") {
    throw badParameter("mode", "NotEnumInclude", "mode isn't part of the enum");
  }
  if (String(fields.period_start) > String(fields.period_end)) {
    throw new ApiError(400, { error: "period_start should be before period_end", status: 400 });
  }
  return fields as Record<string, string>;
}

function checkDate(fields: Record<string, unknown>, key: string): void {
  const value = fields[key];
  if (value === undefined) {
    throw badParameter(key, "NotExistRequiredKey", `missing required parameters: ${key}`);
  }
  if (typeof value !== "string" || !isDate(value)) {
    throw badParameter(key, "InvalidDateFormat", `${key} is not a date`);
  }
}

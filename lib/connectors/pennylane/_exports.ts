import { UsageError } from "../../base/mod.ts";
import { createExportFile } from "./_export_file.ts";
import { opening } from "./_failure.ts";
import { readPeriod } from "./_query.ts";
import { parseRow } from "./_rows.ts";
import type { Transport } from "./_transport.ts";
import { ExportError, type RequestName } from "./errors.ts";
import type { AnalyticalExportOptions, ExportFile, ExportOptions, Exports } from "./exports.ts";
import { type ExportState, exportStateSchema } from "./schemas/exports.ts";

const DEFAULT_POLL_MS = 1_000;
const DEFAULT_MAX_WAIT_MS = 300_000;

/** A kind of export. */
interface ExportKind {
  readonly path: string;
  readonly name: string;
}

/** The exports of a client. */
export function createExports(transport: Transport): Exports {
  const kind = (path: string): ExportKind => ({
    path: `/exports/${path}`,
    name: `exports/${path}`,
  });
  const plain = (path: string) => (options: ExportOptions) =>
    runExport(transport, kind(path), { options, body: {} });
  const analytical = (options: AnalyticalExportOptions) => {
    const mode = options.mode ?? "in_line";
    if (mode !== "in_line" && mode !== "in_column") {
      throw new UsageError(
        `Impossible d'exporter le grand livre analytique : mode « ${mode} » ; donnez in_line ou in_column`,
      );
    }
    return runExport(transport, kind("analytical_general_ledgers"), { options, body: { mode } });
  };
  return Object.freeze({
    fec: plain("fecs"),
    generalLedger: plain("general_ledgers"),
    // Async, so that a fault of the options rejects like any other.
    analyticalLedger: async (options: AnalyticalExportOptions) => await analytical(options),
  });
}

async function runExport(
  transport: Transport,
  kind: ExportKind,
  demand: { readonly options: ExportOptions; readonly body: Readonly<Record<string, string>> },
): Promise<ExportFile> {
  const { options } = demand;
  const body = { ...readPeriod(kind.name, options), ...demand.body };
  const request: RequestName = { method: "POST", path: kind.path };
  const made = await transport.call({ ...request, body });
  const { id } = parseRow(exportStateSchema, made, { request, name: kind.name });
  const ready = await waitUntilReady(transport, { kind, id, options });
  return createExportFile(transport.settings, {
    id,
    path: `${kind.path}/${id}`,
    url: ready.file_url!,
    renew: async () => (await readState(transport, kind, id)).file_url ?? null,
  });
}

async function readState(transport: Transport, kind: ExportKind, id: number): Promise<ExportState> {
  const request = { method: "GET", path: `${kind.path}/${id}` } as const;
  return parseRow(exportStateSchema, await transport.call(request), { request, name: kind.name });
}

async function waitUntilReady(
  transport: Transport,
  task: { readonly kind: ExportKind; readonly id: number; readonly options: ExportOptions },
): Promise<ExportState> {
  const { pollMs = DEFAULT_POLL_MS, maxWaitMs = DEFAULT_MAX_WAIT_MS } = task.options;
  const { sleep, signal } = transport.settings;
  const request = { method: "GET", path: `${task.kind.path}/${task.id}` } as const;
  for (let waited = 0;; waited += pollMs) {
    const state = await readState(transport, task.kind, task.id);
    if (state.status === "ready" && state.file_url) return state;
    if (state.status === "error") {
      throw new ExportError(
        `${
          opening(request)
        } : Pennylane n'a pas pu faire l'export ; vérifiez la période, puis relancez`,
        { request, status: 200 },
      );
    }
    if (waited + pollMs > maxWaitMs) {
      throw new ExportError(
        `${opening(request)} : export pas prêt après ${
          waited / 1_000
        } s ; réessayez plus tard ou augmentez maxWaitMs`,
        { request, status: 200, retriable: true },
      );
    }
    await sleep(pollMs, signal);
  }
}

import * as path from "node:path";
import type { Notebook } from "../jupyter/mod.ts";
import { type PageLink, renderIndexPage, renderNotebookPage } from "./pages/mod.ts";
import type { PlannedNotebook } from "./plan_notebook.ts";
import { demoBand } from "./run_summary.ts";
import type { NotebookResult, RunRecord } from "./types.ts";
import { writeFileAtomically } from "./write_file.ts";

/** Name of the page that a reader opens first. */
export const INDEX_PAGE = "index.html";

/** What the page of a notebook needs besides it. */
export interface NotebookReportOptions {
  /** Folder of the run, absolute. */
  readonly folder: string;
  readonly run: RunRecord;
  /** All notebooks of the run, in order. */
  readonly planned: readonly PlannedNotebook[];
}

/**
 * Writes the page of one executed notebook.
 *
 * @param copy Without secrets.
 * @param result How it went.
 * @param options The run around it.
 * @throws {ServiceError} When the disk refuses.
 */
export async function writeNotebookPage(
  copy: Notebook,
  result: NotebookResult,
  { folder, run, planned }: NotebookReportOptions,
): Promise<void> {
  const links = planned.filter((one) => one.notebook !== null).map((one) => linkOf(one));
  const at = links.findIndex((link) => link.href === pageOf(result.name));
  const page = renderNotebookPage(copy, {
    result,
    runId: run.runId,
    band: demoBand(run.setting),
    previous: links[at - 1] ?? null,
    next: links[at + 1] ?? null,
    pages: new Set(links.map((link) => link.href)),
  });
  await writeFileAtomically(path.join(folder, pageOf(result.name)), page);
}

/**
 * Writes the index of a run.
 *
 * @param folder Folder of the run, absolute.
 * @param run The record so far, without secrets.
 * @throws {ServiceError} When the disk refuses.
 */
export async function writeIndexPage(folder: string, run: RunRecord): Promise<void> {
  const page = renderIndexPage(run, { band: demoBand(run.setting) });
  await writeFileAtomically(path.join(folder, INDEX_PAGE), page);
}

function linkOf(planned: PlannedNotebook): PageLink {
  return { href: pageOf(planned.source.name), title: planned.title };
}

function pageOf(name: string): string {
  return `${name}.html`;
}

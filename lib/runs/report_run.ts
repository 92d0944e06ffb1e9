import * as path from "node:path";
import type { Notebook } from "../jupyter/mod.ts";
import { type PageLink, renderIndexPage, renderNotebookPage } from "./pages/mod.ts";
import type { Redactor } from "./redact.ts";
import { demoBand } from "./run_summary.ts";
import type { NotebookResult, PlannedEntry, RunRecord } from "./types.ts";
import { writeFileAtomically } from "./write_file.ts";

/** Name of the page that a reader opens first. */
export const INDEX_PAGE = "index.html";

/** What the page of a notebook needs besides it. */
export interface NotebookReportOptions {
  /** Folder of the run, absolute. */
  readonly folder: string;
  readonly run: RunRecord;
  readonly redactor: Redactor;
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
  { folder, run, redactor }: NotebookReportOptions,
): Promise<void> {
  const links = run.planned.filter(({ readable }) => readable).map(linkOf);
  const at = links.findIndex((link) => link.href === pageOf(result.name));
  const page = renderNotebookPage(copy, {
    result,
    runId: run.runId,
    band: demoBand(run.setting),
    previous: links[at - 1] ?? null,
    next: links[at + 1] ?? null,
    pages: new Set(links.map((link) => link.href)),
  });
  // The copy is clean; what a page joins or renders can bring a secret together again.
  await writeFileAtomically(path.join(folder, pageOf(result.name)), redactor.text(page));
}

/**
 * Writes the index of a run.
 *
 * @param folder Folder of the run, absolute.
 * @param run The record so far.
 * @param redactor Of the run.
 * @throws {ServiceError} When the disk refuses.
 */
export async function writeIndexPage(
  folder: string,
  run: RunRecord,
  redactor: Redactor,
): Promise<void> {
  const page = renderIndexPage(run, { band: demoBand(run.setting) });
  await writeFileAtomically(path.join(folder, INDEX_PAGE), redactor.text(page));
}

function linkOf({ name, title }: PlannedEntry): PageLink {
  return { href: pageOf(name), title };
}

function pageOf(name: string): string {
  return `${name}.html`;
}

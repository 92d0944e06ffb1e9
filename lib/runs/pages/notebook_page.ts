import { formatCount, NBSP, plural } from "../../base/mod.ts";
import { changesText, frenchDuration, frenchInstant, STATUS_WORDS } from "../french_text.ts";
import { publishedRows } from "../collect_outcome.ts";
import type { NotebookResult } from "../types.ts";
import { escapeHtml } from "./escape_html.ts";
import { highlightCode } from "./highlight_code.ts";
import { pageShell } from "./page_shell.ts";
import { type Heading, renderMarkdown } from "./render_markdown.ts";
import { renderOutputs } from "./render_output.ts";
import { joinText, type PageCell, type PageLink, type PageNotebook } from "./types.ts";

/** What surrounds a notebook on its page. */
export interface NotebookPageOptions {
  readonly result: NotebookResult;
  readonly runId: string;
  /** The band above the page, in demo mode. */
  readonly band: string | null;
  readonly previous: PageLink | null;
  readonly next: PageLink | null;
  /** File names of the pages of the run. */
  readonly pages: ReadonlySet<string>;
}

/**
 * An executed notebook as a page that any browser shows: text, figures and tables, code one click away.
 *
 * @param notebook The executed copy, already without secrets.
 * @param options Its result and its neighbours.
 * @returns A whole HTML page.
 */
export function renderNotebookPage(notebook: PageNotebook, options: NotebookPageOptions): string {
  const { cells, headings } = renderCells(notebook, options);
  const body = [
    navigation(options),
    cells[0] ?? "",
    stateOf(options),
    tableOfContents(headings),
    ...cells.slice(1),
    navigation(options),
  ].join("\n");
  return pageShell(`${options.result.title} · Penny`, body, { band: options.band });
}

/**
 * The anchor of a cell on the page of its notebook.
 *
 * @param index Position among all cells, from 0.
 * @returns Without `#`.
 */
export function cellAnchor(index: number): string {
  return `cellule-${index + 1}`;
}

function renderCells(notebook: PageNotebook, { pages }: NotebookPageOptions) {
  const anchors = new Set(notebook.cells.map((_, index) => cellAnchor(index)));
  const headings: Heading[] = [];
  const cells = notebook.cells.map((cell, index) => {
    if (cell.cell_type === "code") return codeCell(cell, index);
    if (cell.cell_type !== "markdown") return `<pre>${escapeHtml(joinText(cell.source))}</pre>`;
    const rendered = renderMarkdown(joinText(cell.source), { anchors, pages });
    headings.push(...rendered.headings);
    return `<section class="prose" id="${cellAnchor(index)}">${rendered.html}</section>`;
  });
  return { cells, headings };
}

function codeCell(cell: PageCell, index: number): string {
  const source = joinText(cell.source);
  const count = cell.execution_count ?? null;
  const label = count === null ? "Code (non exécuté)" : `Code [${count}]`;
  const code = source.trim() === ""
    ? ""
    : `<details class="code"><summary>${label}</summary><pre>${
      highlightCode(source)
    }</pre></details>`;
  const outputs = renderOutputs(cell.outputs ?? []);
  return `<section id="${cellAnchor(index)}">${code}${
    outputs === "" ? "" : `<div class="outputs">${outputs}</div>`
  }</section>`;
}

function stateOf({ result, runId }: NotebookPageOptions): string {
  const facts = [
    `exécuté le ${frenchInstant(result.startedAt)} en ${frenchDuration(result.durationMs)}`,
    ...(result.tables.length === 0 ? [] : [
      `${plural(publishedRows(result.counts), "ligne")} (${changesText(result.counts)}) dans ${
        result.tables.join(", ")
      }`,
    ]),
    ...(result.peakMemoryBytes === null
      ? []
      : [`mémoire du noyau ${formatCount(Math.round(result.peakMemoryBytes / 1e6))}${NBSP}Mo`]),
    `exécution ${result.carriedFrom ?? runId}`,
  ];
  const link = result.failedCell === null
    ? ""
    : ` <a href="#${cellAnchor(result.failedCell.index)}">Voir la cellule en échec</a>`;
  const reason = result.reason === null ? "" : `<p>${escapeHtml(result.reason)}${link}</p>`;
  const others = result.failures.map((failure) =>
    `<li>${escapeHtml(`${failure.subject}, ${failure.company} : ${failure.reason}`)}</li>`
  ).join("");
  return `<div class="state ${result.status}"><p><strong>${
    STATUS_WORDS[result.status]
  }</strong> · ${escapeHtml(facts.join(" · "))}</p>${reason}${
    others === "" ? "" : `<ul>${others}</ul>`
  }</div>`;
}

function tableOfContents(headings: readonly Heading[]): string {
  const entries = headings.filter((heading) => heading.level === 2 || heading.level === 3);
  if (entries.length < 2) return "";
  const items = entries.map((heading) =>
    `<li${heading.level === 3 ? ' class="sub"' : ""}><a href="#${heading.id}">${
      escapeHtml(heading.text)
    }</a></li>`
  ).join("");
  return `<details class="toc" open><summary>Sommaire</summary><ul>${items}</ul></details>`;
}

function navigation({ previous, next }: NotebookPageOptions): string {
  const link = (target: PageLink | null, label: (title: string) => string) =>
    target === null
      ? "<span></span>"
      : `<a href="${escapeHtml(encodeURIComponent(target.href))}">${
        escapeHtml(label(target.title))
      }</a>`;
  return `<nav class="crumbs">${
    link(previous, (title) => `← ${title}`)
  }<a href="index.html">Tous les carnets</a>${link(next, (title) => `${title} →`)}</nav>`;
}

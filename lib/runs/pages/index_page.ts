import { formatCount } from "../../base/mod.ts";
import { publishedRows, sumCounts } from "../collect_outcome.ts";
import { frenchDuration, frenchInstant, STATUS_WORDS } from "../french_text.ts";
import { runTotals } from "../run_totals.ts";
import type { NotebookResult, RunRecord, RunSetting, UnitFailure } from "../types.ts";
import { escapeHtml } from "./escape_html.ts";
import { cellAnchor } from "./notebook_page.ts";
import { pageShell } from "./page_shell.ts";
import { tieOutSection } from "./tie_out_section.ts";

const FAILURE_WORDS: Readonly<Record<UnitFailure["kind"], string>> = {
  gate: "contrôle bloquant rouge",
  unit: "lecture en échec",
  publication: "publication refusée",
};

/** What surrounds the index. */
export interface IndexPageOptions {
  /** The band above the page, in demo mode. */
  readonly band: string | null;
}

/**
 * The page that a reader opens first: how the run went, notebook by notebook, and what failed.
 *
 * @param run The record of the run, already without secrets.
 * @param options The demo band.
 * @returns A whole HTML page.
 */
export function renderIndexPage(run: RunRecord, { band }: IndexPageOptions): string {
  const body = [
    `<h1>Penny : exécution du ${frenchInstant(run.startedAt)}</h1>`,
    stateOf(run),
    figures(run),
    sourceFaults(run.setting),
    failedNotebooks(run.notebooks),
    refusedCompanies(run.notebooks),
    notebookTable(run.notebooks),
    tieOutSection(run.tieOuts),
    run.setting === null ? "" : connection(run.setting),
    `<p class="run">${
      escapeHtml(madeWith(run).join(" · "))
    } · journal complet : <a href="run.json">run.json</a></p>`,
  ].filter((part) => part !== "").join("\n");
  return pageShell(`Exécution du ${frenchInstant(run.startedAt)} · Penny`, body, { band });
}

function madeWith({ runId, resumes, versions, gitRevision }: RunRecord): string[] {
  return [
    `Exécution ${runId}`,
    ...(resumes === null ? [] : [`reprend l'exécution ${resumes}`]),
    ...(versions.penny === null ? [] : [`Penny ${versions.penny}`]),
    ...(gitRevision === null ? [] : [`révision ${gitRevision.slice(0, 10)}`]),
    `Deno ${versions.deno}`,
  ];
}

function stateOf(run: RunRecord): string {
  const sentence: Record<RunRecord["status"], string> = {
    ok: "Tout ce qui était demandé est à jour.",
    failed:
      "Une partie n'est pas à jour : les anciennes lignes restent en place là où un contrôle ou un carnet a échoué.",
    interrupted:
      "L'exécution a été interrompue : les carnets déjà terminés sont à jour, les autres non.",
    running: "L'exécution est en cours.",
  };
  const kind = run.status === "running" ? "skipped" : run.status;
  return `<div class="state ${kind}"><p>${sentence[run.status]}</p></div>`;
}

function figures(run: RunRecord): string {
  const totals = runTotals(run.notebooks);
  const counts = sumCounts(run.notebooks.map((notebook) => notebook.counts));
  const entries: [string, string][] = [
    ["Succès", `${totals.ok}/${totals.counted}`],
    ["Ignorés", formatCount(totals.skipped)],
    ["Erreurs", formatCount(totals.failed)],
    ["Lignes publiées", formatCount(publishedRows(counts))],
    ["Lignes modifiées", formatCount(counts.inserted + counts.updated + counts.deleted)],
  ];
  if (run.endedAt !== null) {
    entries.push(["Durée", frenchDuration(Date.parse(run.endedAt) - Date.parse(run.startedAt))]);
  }
  const items = entries.map(([term, value]) => `<div><dt>${term}</dt><dd>${value}</dd></div>`);
  return `<dl class="figures">${items.join("")}</dl>`;
}

/** What was asked for and could not be had of the sources. */
function sourceFaults(setting: RunSetting | null): string {
  const faults = setting?.faults ?? [];
  if (faults.length === 0) return "";
  const items = faults.map((fault) => `<li>${escapeHtml(fault)}</li>`);
  return `<h2>Sources à corriger</h2><ul>${items.join("")}</ul>`;
}

function failedNotebooks(notebooks: readonly NotebookResult[]): string {
  const failed = notebooks.filter((notebook) =>
    notebook.status === "failed" || notebook.status === "interrupted"
  );
  if (failed.length === 0) return "";
  const items = failed.map((notebook) => {
    return `<li>${linkTo(notebook)} : ${escapeHtml(notebook.reason ?? "raison non précisée")}</li>`;
  });
  return `<h2>Ce qui a échoué</h2><ul>${items.join("")}</ul>`;
}

function refusedCompanies(notebooks: readonly NotebookResult[]): string {
  const rows = notebooks.flatMap((notebook) =>
    notebook.failures.map((failure) =>
      `<tr><td>${FAILURE_WORDS[failure.kind]}</td><td>${escapeHtml(failure.subject)}</td><td>${
        escapeHtml(failure.company)
      }</td><td>${escapeHtml(failure.reason)}</td><td>${linkTo(notebook)}</td></tr>`
    )
  );
  if (rows.length === 0) return "";
  return `<h2>Sociétés non mises à jour</h2>
<p>Ces sociétés gardent leurs anciennes lignes ; les autres sont à jour.</p>
<div class="table"><table class="grid"><thead><tr><th>Cause</th><th>Domaine ou table</th><th>Société</th><th>Raison</th><th>Carnet</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>`;
}

/** To the failing cell where there is one; only the title where there is no page. */
function linkTo({ name, title, failedCell, hasCopy }: NotebookResult): string {
  if (!hasCopy) return escapeHtml(title);
  const anchor = failedCell === null ? "" : `#${cellAnchor(failedCell.index)}`;
  return `<a href="${escapeHtml(encodeURIComponent(name))}.html${anchor}">${escapeHtml(title)}</a>`;
}

function notebookTable(notebooks: readonly NotebookResult[]): string {
  const counts = sumCounts(notebooks.map((notebook) => notebook.counts));
  return `<h2>Les carnets</h2>
<div class="table"><table class="grid"><thead><tr><th>Carnet</th><th>État</th><th class="number">Lignes publiées</th>
<th class="number">Ajoutées</th><th class="number">Modifiées</th><th class="number">Supprimées</th><th class="number">Inchangées</th>
<th class="number">Durée</th></tr></thead>
<tbody>${notebooks.map(notebookRow).join("\n")}</tbody>
<tfoot><tr><td>Total</td><td></td>${countCells(counts)}<td></td></tr></tfoot></table></div>`;
}

function notebookRow(notebook: NotebookResult): string {
  const notes = [
    notebook.origin === "copy" ? "votre copie" : "",
    notebook.shippedIsNewer ? "le carnet livré est plus récent" : "",
    notebook.changedOnDisk ? "modifié pendant l'exécution" : "",
    notebook.carriedFrom === null ? "" : `repris de l'exécution ${notebook.carriedFrom}`,
  ].filter((note) => note !== "").join(" ; ");
  const counts = notebook.tables.length === 0
    ? '<td class="number">–</td>'.repeat(5)
    : countCells(notebook.counts);
  return `<tr><td>${linkTo(notebook)}${
    notes === "" ? "" : `<br><span class="run">${notes}</span>`
  }</td><td><span class="mark ${notebook.status}">${
    STATUS_WORDS[notebook.status]
  }</span></td>${counts}<td class="number">${frenchDuration(notebook.durationMs)}</td></tr>`;
}

function countCells(counts: NotebookResult["counts"]): string {
  return [publishedRows(counts), counts.inserted, counts.updated, counts.deleted, counts.unchanged]
    .map((count) => `<td class="number">${formatCount(count)}</td>`).join("");
}

function connection({ connection }: RunSetting): string {
  const entries: [string, string][] = [
    ["Serveur", `${connection.host}:${connection.port}`],
    ["Base", connection.database],
    ["Schéma", connection.schema],
    ["Utilisateur", connection.user],
  ];
  return `<h2>Lire la base</h2>
<p>Dans Power BI, Excel ou tout outil qui lit PostgreSQL. Le mot de passe : <code>deno task db connection --mot-de-passe</code>.</p>
<div class="table"><table class="grid facts"><tbody>${
    entries.map(([term, value]) =>
      `<tr><th>${term}</th><td><code>${escapeHtml(value)}</code></td></tr>`
    ).join("")
  }</tbody></table></div>`;
}

import { alignColumns, formatCount } from "../base/mod.ts";
import { publishedRows, sumCounts } from "./collect_outcome.ts";
import { frenchDay, frenchDuration, STATUS_WORDS } from "./french_text.ts";
import { runTotals } from "./run_totals.ts";
import type { NotebookResult, RunRecord, RunSetting } from "./types.ts";

const HEADER = ["Carnet", "Lignes", "+", "~", "-", "=", "Durée", "État"];
/** Columns of figures: all between the name and the state. */
const FIGURES = HEADER.slice(1, -1).map((_, index) => index + 1);
const LEGEND = "Lignes : + ajoutées, ~ modifiées, - supprimées, = inchangées";

/**
 * What a reader sees at the end of a run: a table by notebook, what failed, and the line of figures.
 *
 * @param run The record of the run.
 * @returns Lines, in order.
 */
export function summaryLines(run: RunRecord): string[] {
  const totals = runTotals(run.notebooks);
  return [
    "",
    ...alignColumns([HEADER, ...run.notebooks.map(tableRow), totalRow(run)], { right: FIGURES }),
    LEGEND,
    "",
    ...(run.setting?.faults ?? []).map((fault) => `[ERREUR] ${fault}`),
    ...run.notebooks.flatMap(failureLines),
    `[SYNC] Succès: ${totals.ok}/${totals.counted} | Ignorés: ${totals.skipped} | Erreurs: ${totals.failed}`,
  ];
}

/**
 * What to open after a run, and in demo mode how to go on with one's own data.
 *
 * @param setting What the run stood on; null when it never got that far.
 * @param indexPage Page of the run, as a path that the reader can open.
 * @returns Lines, in order.
 */
export function nextStepLines(setting: RunSetting | null, indexPage: string): string[] {
  const lines = ["", `[INFO] À lire : ${indexPage}`];
  if (setting === null) return lines;
  const { host, port, database, schema, user } = setting.connection;
  lines.push(
    `[INFO] Base PostgreSQL : serveur ${host}:${port}, base ${database}, schéma ${schema}, utilisateur ${user} ` +
      "(mot de passe : deno task db connection --mot-de-passe)",
  );
  if (setting.mode !== "demo") return lines;
  return [
    ...lines,
    `[INFO] ${demoBand(setting)}. Pour vos propres données :`,
    "  1. Copiez .env.example en .env, à côté de deno.json.",
    "  2. Écrivez-y ce que Pennylane affiche dans ses paramètres, Connectivité : PENNYLANE_API_TOKEN (onglet Développeurs),",
    "     ou PENNYLANE_DATA_SHARING_KEY et REDSHIFT_USER (onglet Data Sharing), ou les deux.",
    "  3. Vérifiez avec deno task doctor, puis relancez deno task run-all (ou npx -y deno@2.9.6 task run-all).",
  ];
}

/**
 * The sentence that says that the data are synthetic.
 *
 * @param setting What the run stands on.
 * @returns Null on real data.
 */
export function demoBand(setting: RunSetting): string;
export function demoBand(setting: RunSetting | null): string | null;
export function demoBand(setting: RunSetting | null): string | null {
  if (setting?.mode !== "demo") return null;
  const day = setting.syntheticAsOf === undefined ? "" : ` au ${frenchDay(setting.syntheticAsOf)}`;
  return `DÉMONSTRATION : données synthétiques${day}`;
}

function tableRow(notebook: NotebookResult): string[] {
  const { counts } = notebook;
  const figures = notebook.tables.length === 0
    ? ["", "", "", "", ""]
    : [publishedRows(counts), counts.inserted, counts.updated, counts.deleted, counts.unchanged]
      .map((count) => formatCount(count));
  return [
    notebook.name,
    ...figures,
    frenchDuration(notebook.durationMs),
    STATUS_WORDS[notebook.status],
  ];
}

function totalRow(run: RunRecord): string[] {
  const counts = sumCounts(run.notebooks.map((notebook) => notebook.counts));
  const elapsed = run.endedAt === null
    ? ""
    : frenchDuration(Date.parse(run.endedAt) - Date.parse(run.startedAt));
  const figures = [
    publishedRows(counts),
    counts.inserted,
    counts.updated,
    counts.deleted,
    counts.unchanged,
  ];
  return ["Total", ...figures.map((count) => formatCount(count)), elapsed, ""];
}

function failureLines(notebook: NotebookResult): string[] {
  if (notebook.status === "ok") return [];
  const mark = notebook.status === "skipped" ? "INFO" : "ERREUR";
  return [
    `[${mark}] ${notebook.name} : ${
      notebook.reason ?? STATUS_WORDS[notebook.status].toLowerCase()
    }`,
    ...notebook.failures.map((failure) =>
      `  - ${failure.subject}, ${failure.company} : ${failure.reason}`
    ),
  ];
}

import { NBSP, plural } from "../../base/mod.ts";
import type { RunTieOut, RunTieOutPart, RunTieOuts } from "../types.ts";
import { escapeHtml } from "./escape_html.ts";

/** Statements that the page shows; the others are in `penny.tie_outs`. */
const MOST = 50;

/**
 * What the run held against one another: how many pairs of figures agree, and a table of those that do not.
 *
 * @param tieOuts As recorded; absent: nothing was compared.
 * @returns A section of the index page; empty when nothing was compared.
 */
export function tieOutSection(tieOuts: RunTieOuts | undefined): string {
  if (tieOuts === undefined || tieOuts.compared + tieOuts.faults.length === 0) return "";
  const { compared, differing, faults } = tieOuts;
  const open = differing.filter(({ unexplained }) => unexplained.rows > 0).length;
  const sentence = `${plural(compared, "comparaison")} ${compared === 1 ? "faite" : "faites"} ; ` +
    (differing.length === 0
      ? "aucun écart."
      : `${plural(differing.length, "écart")}, dont ${open} avec une part non expliquée.`);
  const rows = differing.slice(0, MOST).map(rowOf);
  const table = rows.length === 0 ? "" : `<div class="table"><table class="grid"><thead><tr>
<th>Société</th><th>Rapprochement</th><th class="number">Premier chiffre</th><th class="number">Second chiffre</th>
<th class="number">Écart</th><th>Ce qui l'explique</th><th class="number">Non expliqué</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>`;
  const more = differing.length <= MOST
    ? ""
    : `<p>Les ${MOST} premiers sont affichés ; tous sont dans la table penny.tie_outs.</p>`;
  return `<h2>Rapprochements</h2>\n<p>${sentence}</p>${table}${more}${faultList(faults)}`;
}

function rowOf(one: RunTieOut): string {
  const { left, right, difference, explained, unexplained, unit } = one;
  const reasons = [...explained, ...unexplained.parts].map((part) => reasonOf(part, unit));
  const amounts = [left.amount, right.amount, difference].map((amount) => amountCell(amount, unit));
  const mark = one.alert ? "<strong>à regarder</strong> : déjà là à l'exécution précédente" : "";
  const what = `${one.title} : ${left.label} / ${right.label}`;
  return `<tr><td>${escapeHtml(one.company)}</td><td>${escapeHtml(what)}${
    mark === "" ? "" : `<br>${mark}`
  }</td>${amounts.join("")}<td>${escapeHtml(reasons.join(" ; "))}</td>${
    amountCell(unexplained.amount, unit)
  }</tr>`;
}

function reasonOf({ label, amount, rows }: RunTieOutPart, unit: RunTieOut["unit"]): string {
  const count = rows === 0 ? "" : ` (${plural(rows, "ligne")})`;
  return `${label} : ${frenchAmount(amount, unit)}${count}`;
}

function amountCell(amount: string, unit: RunTieOut["unit"]): string {
  return `<td class="number">${frenchAmount(amount, unit)}</td>`;
}

function faultList(faults: RunTieOuts["faults"]): string {
  if (faults.length === 0) return "";
  return `<ul>${faults.map((fault) => `<li>${escapeHtml(fault)}</li>`).join("")}</ul>`;
}

/** `-1234.5` as `-1 234,50`; rows have no decimals. */
function frenchAmount(amount: string, unit: RunTieOut["unit"]): string {
  const [whole = "0", decimals = ""] = amount.split(".");
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, NBSP);
  return unit === "rows" ? groups : `${groups},${decimals.padEnd(2, "0")}`;
}

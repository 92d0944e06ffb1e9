import { callout, DISCREET, escapeHtml, root, RULE, titleHtml } from "./_html.ts";
import { type Displayable, displayable } from "./displayable.ts";

/** What {@link facts} shows. */
export interface FactsContent {
  readonly title: string;
  /** A band that cannot be missed: « DÉMONSTRATION : données synthétiques au 31/10/2026 ». */
  readonly band?: string;
  /** Label and value, one pair per line. */
  readonly rows: readonly (readonly [label: string, value: string])[];
}

/**
 * A short list of labelled facts: the context of a notebook.
 *
 * @param content Title, band, pairs.
 * @returns A display.
 *
 * @example
 * ```ts
 * import { facts } from "./facts.ts";
 * import assert from "node:assert/strict";
 * const shown = facts({ title: "Contexte", rows: [["Société", "Pharmacie du Port"]] }).toDisplay();
 * assert.equal(shown.text, "Contexte\n  Société : Pharmacie du Port");
 * ```
 */
export function facts(content: FactsContent): Displayable {
  return displayable(() => ({
    html: root(
      (content.band ? bandHtml(content.band) : "") + titleHtml(content.title) +
        rowsHtml(content.rows),
    ),
    text: [
      ...(content.band ? [`*** ${content.band} ***`] : []),
      content.title,
      ...content.rows.map(([label, value]) => `  ${label} : ${value}`),
    ].join("\n"),
  }));
}

/** The band over everything else. */
function bandHtml(band: string): string {
  return callout(`<strong style="letter-spacing:.02em">${escapeHtml(band)}</strong>`, "amber");
}

function rowsHtml(rows: FactsContent["rows"]): string {
  const cell = `border:0;border-bottom:${RULE};padding:2px 9px;vertical-align:top`;
  const lines = rows.map(([label, value]) =>
    `<tr style="background:transparent">` +
    `<th scope="row" style="${cell};text-align:left;white-space:nowrap;font-weight:400;${DISCREET}">` +
    `${escapeHtml(label)}</th>` +
    `<td style="${cell};text-align:left;white-space:normal">${escapeHtml(value)}</td></tr>`
  );
  return `<table style="border-collapse:collapse;color:inherit;background:transparent;border:0;` +
    `margin:0;font-size:13px;width:auto;table-layout:auto"><tbody>${
      lines.join("")
    }</tbody></table>`;
}

import type { PlotOptions } from "@observablehq/plot";
import { DISCREET, escapeHtml, rootAttributes, TITLE } from "./_html.ts";
import { loadPlot, type PlotModule, svgDocument } from "./_plot.ts";
import { type Displayable, displayable } from "./displayable.ts";
import { cleanHtml, type SvgLike } from "./element_figure.ts";

/** What stands around a drawing; a figure without title and source is no evidence. */
export interface FigureText {
  /** What is measured: « Créances clients par ancienneté, TTC ». */
  readonly title: string;
  /** Unit of the values, said under the title. */
  readonly unit?: string;
  /** Where the data come from: « Pennylane, Boulangerie Martin (SIREN …) ». */
  readonly source?: string;
  /** « arrêté au 31/10/2026 », « du 01/01/2026 au 31/10/2026 ». */
  readonly period?: string;
  /** The drawing in a sentence, for who cannot see it. @default the title */
  readonly alt?: string;
}

/** A series in the legend. */
export interface LegendEntry {
  readonly label: string;
  readonly color: string;
  /** Dash pattern of a line; absent: a filled box. */
  readonly dash?: string;
}

/** Everything around the drawing. */
export interface FigureOptions extends FigureText {
  readonly legend?: readonly LegendEntry[];
  /** The main figures for a terminal, ready to print. */
  readonly text?: string;
}

/** Options of Plot, or a function that makes them from the module. */
export type PlotInput = PlotOptions | ((plot: PlotModule) => PlotOptions);

/** Width of a figure in pixels; it shrinks with the page. */
export const FIGURE_WIDTH = 760;

/**
 * A drawing of Observable Plot in Penny's theme: transparent, in the page's colour, titled, with unit, source and period.
 *
 * @param input Options of `Plot.plot()`, or a function from the module to them (then Plot need not be imported).
 * @param options Title, unit, source, period, legend.
 * @returns A display: one figure with a self-contained SVG; title and main figures as text.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { figure } from "./figure.ts";
 * const shown = figure((plot) => ({ marks: [plot.barX([{ n: 3 }], { x: "n" })] }), {
 *   title: "Factures par mois",
 *   source: "Pennylane",
 * }).toDisplay();
 * assert.match(shown.html, /<svg[^>]* xmlns="http:\/\/www.w3.org\/2000\/svg"/);
 * assert.equal(shown.text, "Factures par mois\nSource : Pennylane");
 * ```
 */
export function figure(input: PlotInput, options: FigureOptions): Displayable {
  return displayable(() => {
    const plot = loadPlot();
    const given = typeof input === "function" ? input(plot) : input;
    const element = plot.plot({ width: FIGURE_WIDTH, ...given, document: svgDocument() });
    const svg = cleanHtml(element as unknown as SvgLike, options.alt ?? options.title);
    return { html: figureHtml(svg, options), text: figureText(options) };
  });
}

/** « Source : Pennylane, Boulangerie Martin, arrêté au 31/10/2026 ». */
function caption(options: FigureText): string {
  const parts = [options.source, options.period].filter((part) => part);
  if (!parts.length) return "";
  return options.source ? `Source : ${parts.join(", ")}` : parts[0]!;
}

/** A figure around a drawing. */
export function figureHtml(drawing: string, options: FigureOptions): string {
  const unit = options.unit
    ? ` <span style="font-weight:400;font-size:12px;${DISCREET}">(${
      escapeHtml(options.unit)
    })</span>`
    : "";
  const legend = options.legend?.length
    ? `<div style="display:flex;flex-wrap:wrap;gap:2px 16px;font-size:12px;margin:2px 0 4px">${
      options.legend.map(legendHtml).join("")
    }</div>`
    : "";
  const text = caption(options);
  const foot = text
    ? `<figcaption style="font-size:11.5px;margin-top:2px;text-align:left;font-style:normal;` +
      `color:inherit;${DISCREET}">${escapeHtml(text)}</figcaption>`
    : "";
  return `<figure ${rootAttributes(`max-width:${FIGURE_WIDTH}px`)}>` +
    `<div style="${TITLE}">${
      escapeHtml(options.title)
    }${unit}</div>${legend}${drawing}${foot}</figure>`;
}

function legendHtml(entry: LegendEntry): string {
  const mark = entry.dash === undefined
    ? `<rect width="12" height="12" rx="2" fill="${entry.color}"></rect>`
    : `<line x1="0" y1="6" x2="22" y2="6" stroke="${entry.color}" stroke-width="2.5" ` +
      `stroke-dasharray="${entry.dash}"></line>`;
  const width = entry.dash === undefined ? 12 : 22;
  return `<span style="display:inline-flex;align-items:center;gap:6px"><svg ` +
    `xmlns="http://www.w3.org/2000/svg" width="${width}" height="12" viewBox="0 0 ${width} 12" ` +
    `aria-hidden="true">${mark}</svg>${escapeHtml(entry.label)}</span>`;
}

/** The text form of a figure. */
export function figureText(options: FigureOptions): string {
  const unit = options.unit ? ` (${options.unit})` : "";
  const lines = [`${options.title}${unit}`];
  if (options.text) lines.push(options.text);
  const text = caption(options);
  if (text) lines.push(text);
  return lines.join("\n");
}

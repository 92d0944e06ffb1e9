import type { Markish, PlotOptions } from "@observablehq/plot";
import { chartColumn, type ChartRows, labelColumn, OTHERS, valueColumn } from "./_chart_data.ts";
import { addDecimals } from "./_decimal.ts";
import type { PlotModule } from "./_plot.ts";
import {
  axisUnit,
  cutText,
  exactLabel,
  NEGATIVE,
  PALETTE,
  textWidth,
  valueLabel,
} from "./_theme.ts";
import { type Displayable, displayable } from "./displayable.ts";
import { emptyFigure } from "./_empty_figure.ts";
import { figure, FIGURE_WIDTH, type FigureText } from "./figure.ts";

/** Options of {@link barChart}. */
export interface BarChartOptions extends FigureText {
  /** Column of the names beside the bars. */
  readonly label: string;
  /** Column of the values. */
  readonly value: string;
  /** Column of a remark after the value, e.g. « 12 factures ». */
  readonly note?: string;
  /** Largest first; `false` keeps the order of the rows (buckets of age). @default true */
  readonly sort?: boolean;
  /** Bars drawn at most; the others are added up in one last bar. @default 20 */
  readonly limit?: number;
}

/** One bar. */
interface Bar {
  readonly label: string;
  readonly exact: string;
  readonly value: number;
  readonly note: string;
}

const MARGIN_RIGHT = 14;

/** Longest label beside a bar, in characters. */
const MAX_LABEL = 46;

/**
 * Horizontal bars, one per row, with the value at the end of each.
 *
 * @param rows A frame or records; absent values are left out.
 * @param options Columns, title, unit (`€` by default, then k€ or M€ on the axis), order.
 * @returns A display.
 * @throws {UsageError} When drawn, if a column does not exist or its values are no numbers.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { barChart } from "./bar_chart.ts";
 * const shown = barChart([{ nom: "Duval", du: "1284.50" }], {
 *   label: "nom",
 *   value: "du",
 *   title: "Restant dû par client",
 * }).toDisplay();
 * assert.match(shown.text, /Duval +#+ +1.285.€/);
 * ```
 */
export function barChart(rows: ChartRows, options: BarChartOptions): Displayable {
  return displayable(() => {
    const bars = barsOf(rows, options);
    if (bars.length === 0) return emptyFigure(options).toDisplay();
    const unit = options.unit ?? "€";
    const { unit: _unit, ...around } = options;
    return figure((plot) => drawing(plot, bars, unit), { ...around, text: barsText(bars, unit) })
      .toDisplay();
  });
}

function barsOf(rows: ChartRows, options: BarChartOptions): Bar[] {
  const labels = labelColumn(rows, options.label);
  const values = valueColumn(rows, options.value);
  const notes = options.note === undefined ? [] : chartColumn(rows, options.note);
  const bars = labels.flatMap((label, index) => {
    const exact = values[index] ?? null;
    if (exact === null) return [];
    return [{ label, exact, value: Number(exact), note: cutText(notes[index] ?? "", 36) }];
  });
  if (options.sort !== false) bars.sort((a, b) => b.value - a.value);
  const limit = options.limit ?? 20;
  if (bars.length <= limit) return bars;
  const rest = bars.slice(limit - 1);
  const exact = addDecimals(rest.map((bar) => bar.exact));
  const others = { label: `${OTHERS} (${rest.length})`, exact, value: Number(exact), note: "" };
  return [...bars.slice(0, limit - 1), others];
}

/** What stands at the end of a bar. */
function endLabel(bar: Bar, unit: string): string {
  const value = valueLabel(bar.exact, unit);
  return bar.note ? `${value} · ${bar.note}` : value;
}

/**
 * How much the bars give way at each side so that every label fits behind its own bar: the largest scale (pixels per
 * unit) at which the widest bar with its label still fits, found by halving.
 */
function roomForLabels(
  bars: readonly Bar[],
  of: { readonly width: number; readonly widthOf: (bar: Bar) => number },
): { left: number; right: number } {
  const reach = (scale: number, sign: 1 | -1) =>
    Math.max(
      0,
      ...bars.filter((bar) => sign > 0 ? bar.value >= 0 : bar.value < 0)
        .map((bar) => Math.abs(bar.value) * scale + of.widthOf(bar)),
    );
  const ends = bars.map((bar) => bar.value);
  const [most, least] = [Math.max(0, ...ends), Math.min(0, ...ends)];
  let [low, high] = [0, of.width / ((most - least) || 1)];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (reach(middle, 1) + reach(middle, -1) <= of.width) low = middle;
    else high = middle;
  }
  const limit = of.width * 0.45;
  return {
    left: Math.min(limit, reach(low, -1) + least * low),
    right: Math.min(limit, reach(low, 1) - most * low),
  };
}

/** Where things stand around the bars. */
function layoutOf(bars: readonly Bar[], labels: readonly string[], unit: string) {
  const marginLeft = Math.min(340, Math.max(...labels.map(textWidth)) + 14);
  const width = FIGURE_WIDTH - marginLeft - MARGIN_RIGHT;
  const widthOf = (bar: Bar) => textWidth(endLabel(bar, unit)) + 10;
  const { left, right } = roomForLabels(bars, { width, widthOf });
  const room = Math.min(6, Math.max(2, Math.floor((width - left - right) / 75)));
  // Half an invoice is none: a few whole things have whole ticks.
  const most = Math.max(...bars.map((bar) => Math.abs(bar.value)));
  const ticks = bars.every((bar) => Number.isInteger(bar.value)) ? Math.min(room, most || 1) : room;
  return { marginLeft, left, right, ticks };
}

/** The values at the ends of the bars, on the side to which they point. */
function endLabels(plot: PlotModule, bars: readonly Bar[], unit: string): Markish[] {
  return [false, true].map((negative) =>
    plot.text(bars, {
      y: (_: Bar, index: number) => index,
      x: "value",
      filter: (bar: Bar) => (bar.value < 0) === negative,
      text: (bar: Bar) => endLabel(bar, unit),
      textAnchor: negative ? "end" : "start",
      dx: negative ? -6 : 6,
      fill: "currentColor",
    })
  );
}

function drawing(plot: PlotModule, bars: readonly Bar[], unit: string): PlotOptions {
  const axis = axisUnit(bars.map((bar) => bar.value), unit);
  const labels = bars.map((bar) => cutText(bar.label, MAX_LABEL));
  const { marginLeft, left, right, ticks } = layoutOf(bars, labels, unit);
  const flat = bars.every((bar) => bar.value === 0);
  return {
    width: FIGURE_WIDTH,
    height: bars.length * 28 + 44,
    marginLeft,
    marginRight: MARGIN_RIGHT,
    marginTop: 8,
    marginBottom: 36,
    // Over a domain of nothing but zero, Plot draws bars as wide as the page.
    x: { insetLeft: left, insetRight: right, ...(flat ? { domain: [0, 1] } : { zero: true }) },
    // Two rows may carry the same label: the scale is over indexes, the axis writes the labels.
    y: { domain: bars.map((_, index) => index), label: null, padding: 0.28 },
    marks: [
      plot.gridX({ ticks, stroke: "currentColor", strokeOpacity: 0.13 }),
      plot.axisX({
        ticks,
        tickFormat: axis.format,
        tickSize: 0,
        label: axis.label,
        labelArrow: "none",
        fillOpacity: 0.75,
      }),
      plot.axisY({ tickFormat: (index: number) => labels[index]!, tickSize: 0, label: null }),
      plot.barX(bars, {
        y: (_: Bar, index: number) => index,
        x: "value",
        fill: (bar: Bar) => bar.value < 0 ? NEGATIVE : PALETTE[0],
        title: (bar: Bar) => `${bar.label}\n${exactLabel(bar.exact, unit)}`,
        rx: 2,
      }),
      plot.ruleX([0], { stroke: "currentColor", strokeOpacity: 0.55 }),
      ...endLabels(plot, bars, unit),
    ],
  };
}

/** Bars of a terminal. */
function barsText(bars: readonly Bar[], unit: string): string {
  const width = Math.max(...bars.map((bar) => Math.min(MAX_LABEL, [...bar.label].length)));
  const largest = Math.max(...bars.map((bar) => Math.abs(bar.value))) || 1;
  return bars.map((bar) => {
    const length = Math.max(
      bar.value === 0 ? 0 : 1,
      Math.round(Math.abs(bar.value) / largest * 30),
    );
    const drawn = (bar.value < 0 ? "-" : "#").repeat(length).padEnd(30);
    return `${cutText(bar.label, MAX_LABEL).padEnd(width)}  ${drawn}  ${endLabel(bar, unit)}`;
  }).join("\n");
}

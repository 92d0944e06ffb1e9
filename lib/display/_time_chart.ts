import type { Markish, PlotOptions } from "@observablehq/plot";
import { BLANK_CELL, numberCell, textCell } from "./_cells.ts";
import { type ChartRows, type Point, type PointSet, pointSet } from "./_chart_data.ts";
import { emptyFigure } from "./_empty_figure.ts";
import type { PlotModule } from "./_plot.ts";
import { textTable } from "./_text_table.ts";
import { axisUnit, cutText, exactLabel, monthName, monthTick, PALETTE } from "./_theme.ts";
import { type Displayable, displayable } from "./displayable.ts";
import { figure, FIGURE_WIDTH, type FigureText, type LegendEntry } from "./figure.ts";

/** Options of the charts by month. */
export interface TimeChartOptions extends FigureText {
  /** Column of dates or months (`AAAA-MM…`, then drawn by month), or of any category, drawn in the order of the rows. */
  readonly x: string;
  /** Column of the values; those of one month and series are added up exactly. */
  readonly value: string;
  /** Column of the series; beyond seven the smallest are added up as « Autres ». */
  readonly series?: string;
}

/** What differs from one chart by month to the other. */
export interface TimeChartKind {
  /** The marks over the grid. */
  marks(plot: PlotModule, points: PointSet, titleOf: (point: Point) => string): Markish[];
  /** Dash pattern in the legend by series, for lines. */
  readonly dashes?: readonly string[];
  /** Largest and smallest drawn value, where it is not that of a point (stacks). */
  extent?(points: PointSet): readonly number[];
}

/** Draws a chart by month. */
export function timeChart(
  rows: ChartRows,
  options: TimeChartOptions,
  kind: TimeChartKind,
): Displayable {
  return displayable(() => {
    const points = pointSet(rows, options);
    if (points.points.length === 0) return emptyFigure(options).toDisplay();
    const unit = options.unit ?? "€";
    const { unit: _unit, ...around } = options;
    return figure((plot) => drawing(plot, { points, unit, kind }), {
      ...around,
      legend: options.series === undefined ? [] : legendOf(points, kind),
      text: pointsText(points),
    }).toDisplay();
  });
}

/** Colour of a series by its place. */
export function colorOf(points: PointSet): (name: string) => string {
  return (name) => PALETTE[Math.max(0, points.series.indexOf(name)) % PALETTE.length]!;
}

function legendOf(points: PointSet, kind: TimeChartKind): LegendEntry[] {
  const color = colorOf(points);
  return points.series.map((label, index) => ({
    label: cutText(label, 40),
    color: color(label),
    ...(kind.dashes ? { dash: kind.dashes[index % kind.dashes.length]! } : {}),
  }));
}

/** The name of a category for a reader. */
function categoryName(points: PointSet, x: string): string {
  return points.byMonth ? monthName(x) : x;
}

function drawing(
  plot: PlotModule,
  of: { readonly points: PointSet; readonly unit: string; readonly kind: TimeChartKind },
): PlotOptions {
  const { points, unit, kind } = of;
  const extent = kind.extent?.(points) ?? points.points.map((point) => point.value);
  const axis = axisUnit(extent, unit);
  const titleOf = (point: Point) => {
    const series = point.series ? `${point.series}\n` : "";
    return `${series}${categoryName(points, point.x)} : ${exactLabel(point.exact, unit)}`;
  };
  return {
    width: FIGURE_WIDTH,
    height: 300,
    marginLeft: 78,
    marginRight: 16,
    marginTop: axis.label ? 26 : 12,
    marginBottom: points.byMonth ? 46 : 30,
    x: { type: "band", domain: [...points.categories], label: null, padding: 0.25 },
    y: { zero: true, nice: true },
    marks: [
      plot.gridY({ ticks: 5, stroke: "currentColor", strokeOpacity: 0.13 }),
      plot.axisY({
        ticks: 5,
        tickFormat: axis.format,
        tickSize: 0,
        label: axis.label,
        labelArrow: "none",
        fillOpacity: 0.75,
      }),
      plot.axisX({
        ticks: shownTicks(points),
        tickFormat: tickName(points),
        tickSize: 0,
        label: null,
        lineHeight: 1.25,
      }),
      ...kind.marks(plot, points, titleOf),
      plot.ruleY([0], { stroke: "currentColor", strokeOpacity: 0.55 }),
    ],
  };
}

/** Categories that have a tick: all, or quarters, or years, as room allows. */
function shownTicks(points: PointSet): string[] {
  const all = [...points.categories];
  if (!points.byMonth || all.length <= 15) return all;
  if (all.length <= 48) return all.filter((month) => Number(month.slice(5)) % 3 === 1);
  return all.filter((month) => month.endsWith("-01"));
}

function tickName(points: PointSet): (x: string) => string {
  const ticks = shownTicks(points);
  if (points.byMonth) return (x) => monthTick(x, x === ticks[0]);
  const room = Math.max(5, Math.floor(670 / points.categories.length / 7));
  return (x) => cutText(x, room);
}

/** The points as a table for a terminal. */
function pointsText(points: PointSet): string {
  const single = points.series.length === 1 && points.series[0] === "";
  const scale = points.points.some((point) => point.exact.includes(".")) ? 2 : 0;
  return textTable({
    columns: [
      { header: points.byMonth ? "Mois" : "" },
      ...points.series.map((name) => ({
        header: single ? "Valeur" : cutText(name, 24),
        align: "right" as const,
      })),
    ],
    rows: points.categories.map((x) => [
      textCell(categoryName(points, x)),
      ...points.series.map((series) => {
        const point = points.points.find((one) => one.x === x && one.series === series);
        return point ? numberCell(point.exact, { scale }) : BLANK_CELL;
      }),
    ]),
  });
}

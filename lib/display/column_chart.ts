import type { ChartRows, Point } from "./_chart_data.ts";
import { NEGATIVE, PALETTE } from "./_theme.ts";
import { timeChart, type TimeChartKind, type TimeChartOptions } from "./_time_chart.ts";
import type { Displayable } from "./displayable.ts";

/** Options of {@link columnChart}. */
export type ColumnChartOptions = Omit<TimeChartOptions, "series">;

const COLUMNS: TimeChartKind = {
  marks: (plot, points, titleOf) => [
    plot.barY(points.points, {
      x: "x",
      y: "value",
      fill: (point: Point) => point.value < 0 ? NEGATIVE : PALETTE[0],
      title: titleOf,
      rx: 2,
    }),
  ],
};

/**
 * One column per month (or per category).
 *
 * @param rows A frame or records; absent values are left out.
 * @param options Columns, title, unit (`€` by default, then k€ or M€ on the axis).
 * @returns A display.
 * @throws {UsageError} When drawn, if a column does not exist or its values are no numbers.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { columnChart } from "./column_chart.ts";
 * const rows = [{ date: "2026-01-05", montant: "10.10" }, { date: "2026-01-31", montant: "0.20" }];
 * const shown = columnChart(rows, { x: "date", value: "montant", title: "Ventes" }).toDisplay();
 * assert.match(shown.text, /janv. 2026 +10,30/);
 * ```
 */
export function columnChart(rows: ChartRows, options: ColumnChartOptions): Displayable {
  return timeChart(rows, options, COLUMNS);
}

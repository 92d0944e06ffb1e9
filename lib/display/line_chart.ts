import type { ChartRows, Point } from "./_chart_data.ts";
import { DASHES } from "./_theme.ts";
import { colorOf, timeChart, type TimeChartKind, type TimeChartOptions } from "./_time_chart.ts";
import type { Displayable } from "./displayable.ts";

/** Options of {@link lineChart}. */
export type LineChartOptions = TimeChartOptions;

const LINES: TimeChartKind = {
  dashes: DASHES,
  marks: (plot, points, titleOf) => {
    const color = colorOf(points);
    const byKey = new Map(
      points.points.map((point) => [JSON.stringify([point.series, point.x]), point]),
    );
    const lines = points.series.map((series, index) => {
      // A month without a value is a hole in the line, not a straight bridge over it.
      const along = points.categories.map((x) =>
        byKey.get(JSON.stringify([series, x])) ?? { x, series, value: NaN }
      );
      return plot.lineY(along, {
        x: "x",
        y: "value",
        stroke: color(series),
        strokeWidth: 2.2,
        strokeDasharray: DASHES[index % DASHES.length]!,
      });
    });
    const dots = plot.dot(points.points, {
      x: "x",
      y: "value",
      r: 2.8,
      fill: (point: Point) => color(point.series),
      title: titleOf,
    });
    return [...lines, dots];
  },
};

/**
 * One line per series, month by month.
 *
 * @param rows A frame or records, one per month and series; absent values leave a hole.
 * @param options Columns, title, unit (`€` by default, then k€ or M€ on the axis).
 * @returns A display.
 * @throws {UsageError} When drawn, if a column does not exist or its values are no numbers.
 */
export function lineChart(rows: ChartRows, options: LineChartOptions): Displayable {
  return timeChart(rows, options, LINES);
}

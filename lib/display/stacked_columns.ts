import type { ChartRows, Point, PointSet } from "./_chart_data.ts";
import { colorOf, timeChart, type TimeChartKind, type TimeChartOptions } from "./_time_chart.ts";
import type { Displayable } from "./displayable.ts";

/** Options of {@link stackedColumns}. */
export interface StackedColumnsOptions extends TimeChartOptions {
  readonly series: string;
}

/** Heights of the stacks, above and below zero. */
function heights(points: PointSet): number[] {
  const sums = new Map<string, number>();
  for (const point of points.points) {
    const key = `${Math.sign(point.value)} ${point.x}`;
    sums.set(key, (sums.get(key) ?? 0) + point.value);
  }
  return [...sums.values()];
}

const STACKS: TimeChartKind = {
  extent: heights,
  marks: (plot, points, titleOf) => {
    const color = colorOf(points);
    return [
      plot.barY(points.points, {
        x: "x",
        y: "value",
        fill: (point: Point) => color(point.series),
        order: (point: Point) => points.series.indexOf(point.series),
        title: titleOf,
        insetTop: 0.5,
        insetBottom: 0.5,
      }),
    ];
  },
};

/**
 * Columns by month, each cut by series; what is below zero is stacked downwards.
 *
 * @param rows A frame or records; absent values are left out.
 * @param options Columns, title, unit (`€` by default, then k€ or M€ on the axis).
 * @returns A display.
 * @throws {UsageError} When drawn, if a column does not exist or its values are no numbers.
 */
export function stackedColumns(rows: ChartRows, options: StackedColumnsOptions): Displayable {
  return timeChart(rows, options, STACKS);
}

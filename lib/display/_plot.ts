import { createRequire } from "node:module";
import type { PlotOptions } from "@observablehq/plot";

/** The library Observable Plot. */
export type PlotModule = typeof import("@observablehq/plot");

/** A DOM document; Deno knows the type by this way alone. */
type PlotDocument = NonNullable<PlotOptions["document"]>;

const require = createRequire(import.meta.url);

let plotModule: PlotModule | null = null;
let plotDocument: PlotDocument | null = null;

/**
 * Observable Plot, loaded when the first figure is drawn: it and the DOM cost some 100 ms that most cells do not need.
 * It is a `require`, not an `import()`, so that a figure can be drawn without `await`.
 *
 * @returns The module.
 */
export function loadPlot(): PlotModule {
  plotModule ??= require("@observablehq/plot") as PlotModule;
  return plotModule;
}

/** The document in which Plot makes its elements. */
export function svgDocument(): PlotDocument {
  if (plotDocument) return plotDocument;
  const linkedom = require("linkedom") as { parseHTML(html: string): { document: PlotDocument } };
  plotDocument = linkedom.parseHTML("<!doctype html><html><body></body></html>").document;
  return plotDocument;
}

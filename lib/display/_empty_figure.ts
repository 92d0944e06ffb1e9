import { callout } from "./_html.ts";
import { type Displayable, displayable } from "./displayable.ts";
import { figureHtml, type FigureText, figureText } from "./figure.ts";

/** The figure of no data: it says so, under the same title. */
export function emptyFigure(options: FigureText): Displayable {
  const text = "Aucune donnée à représenter sur cette période.";
  return displayable(() => ({
    html: figureHtml(callout(text, "grey"), options),
    text: figureText({ ...options, text }),
  }));
}

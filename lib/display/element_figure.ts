import { root } from "./_html.ts";
import { type Displayable, displayable } from "./displayable.ts";

/** The part of an SVG or HTML element that a display needs; elements of linkedom and of a browser have it. */
export interface SvgLike {
  readonly tagName: string;
  readonly outerHTML: string;
  cloneNode(deep: boolean): unknown;
}

/** The part of an element that cleaning needs. */
interface WorkElement extends SvgLike {
  querySelectorAll(selector: string): Iterable<WorkElement>;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  getAttributeNames(): string[];
  remove(): void;
  textContent: string | null;
  readonly ownerDocument: { createElementNS(space: string, name: string): WorkElement };
  prepend(element: WorkElement): void;
}

/** Style of every SVG: as wide as the page allows, nothing painted behind. */
const SVG_STYLE =
  "display:block;max-width:100%;height:auto;background:transparent;color:inherit;overflow:visible";

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

/** Style of the boxes that Plot's own legends need, once its style sheet is gone. */
const LEGEND_STYLE = "display:flex;flex-wrap:wrap;gap:4px 14px;align-items:center;margin:4px 0";

/**
 * Whether a value is an element, such as Plot draws.
 *
 * @param value Anything.
 * @returns True for SVG and HTML elements.
 */
export function isElement(value: unknown): value is SvgLike {
  const element = value as Partial<SvgLike> | null;
  return typeof element === "object" && element !== null && typeof element.tagName === "string" &&
    typeof element.outerHTML === "string" && typeof element.cloneNode === "function";
}

/**
 * HTML of an element without scripts, handlers and style sheets; each SVG stands on its own (`xmlns`, `viewBox`) and takes
 * the page's colour.
 *
 * @param element Element drawn by Plot; it is not changed.
 * @param label What a screen reader says of the outermost SVG.
 * @returns Its HTML.
 */
export function cleanHtml(element: SvgLike, label?: string): string {
  const copy = element.cloneNode(true) as WorkElement;
  for (const part of [...copy.querySelectorAll("style, script, foreignObject")]) part.remove();
  const svgs = [...copy.querySelectorAll("svg")];
  if (copy.tagName.toLowerCase() === "svg") svgs.unshift(copy);
  for (const svg of svgs) standAlone(svg, label);
  for (const part of [copy, ...copy.querySelectorAll("*")]) tidyAttributes(part);
  for (const box of [...copy.querySelectorAll("div")]) {
    if (/-swatches/.test(box.getAttribute("class") ?? "")) box.setAttribute("style", LEGEND_STYLE);
  }
  // linkedom writes no-break spaces as entities; our pages are UTF-8.
  return copy.outerHTML.replaceAll("&#160;", "\u00a0");
}

function standAlone(svg: WorkElement, label?: string): void {
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("style", SVG_STYLE);
  svg.setAttribute("font-family", FONT);
  svg.setAttribute("font-size", "12");
  svg.removeAttribute("class");
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
    const title = svg.ownerDocument.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = label;
    svg.prepend(title);
  }
}

/** Attributes that hold coordinates. */
const GEOMETRY = new Set("transform d x y x1 x2 y1 y2 cx cy width height points".split(" "));

/** Drops what runs; coordinates keep a hundredth of a pixel, which halves the size. */
function tidyAttributes(element: WorkElement): void {
  for (const name of element.getAttributeNames()) {
    const value = element.getAttribute(name) ?? "";
    if (/^on/i.test(name) || /^\s*javascript:/i.test(value)) element.removeAttribute(name);
    else if (GEOMETRY.has(name) && /\.\d{3}/.test(value)) {
      element.setAttribute(
        name,
        value.replace(/-?\d+\.\d{3,}/g, (text) => String(Number(Number(text).toFixed(2)))),
      );
    }
  }
}

/**
 * An element drawn elsewhere, as it is.
 *
 * @param element SVG or HTML element, e.g. of `Plot.plot()`.
 * @returns A display; its text form is the figure's own labels.
 */
export function elementFigure(element: SvgLike): Displayable {
  return displayable(() => {
    const work = element as WorkElement;
    const title = [...work.querySelectorAll("h2, h3, figcaption")].map((part) =>
      part.textContent ?? ""
    );
    const text = title.length ? `[figure] ${title.join(" - ")}` : "[figure]";
    return { html: root(cleanHtml(element)), text };
  });
}

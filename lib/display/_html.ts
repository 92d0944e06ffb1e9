/**
 * Inline styles shared by all displays. Nothing here knows whether the page is light or dark: text takes the colour of
 * the page, rules and bands are a mid grey or a hue with some transparency. Notebook front ends style `td`, `th` and
 * `p` themselves, so what matters is set on each element.
 */

const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif";

/** Style of every display's outermost element. */
const ROOT = `${FONT};font-size:13px;line-height:1.45;color:inherit;margin:6px 0 10px`;

/** Attributes of the outermost element: Jupyter would typeset what stands between two dollars as a formula. */
export function rootAttributes(more = ""): string {
  return `class="tex2jax_ignore mathjax_ignore" style="${ROOT}${more ? `;${more}` : ""}"`;
}

/** Thin rule between rows. */
export const RULE = "1px solid rgba(128,128,128,.28)";

/** Rule under a header, over a total. */
export const STRONG_RULE = "1px solid rgba(128,128,128,.65)";

/** Background of headers and bands. */
export const BAND = "rgba(128,128,128,.11)";

/** Style of a display's title. */
export const TITLE = "font-weight:600;font-size:14px;margin:0 0 4px";

/** Style of secondary text: with it the greys of VS Code and JupyterLab keep a contrast of 4.5:1, light and dark. */
export const DISCREET = "opacity:.75";

/** Style of what is seen and not copied: a mark, a remark in a header. */
export const NOT_COPIED = "-webkit-user-select:none;user-select:none";

/** Hues that keep a contrast of 3:1 on white and on #1e1e1e; they colour borders and, washed, backgrounds. */
export const HUES = {
  blue: "74,134,200",
  green: "46,150,100",
  red: "214,80,80",
  amber: "200,125,20",
  grey: "128,128,128",
} as const;

/** A name of {@link HUES}. */
export type Hue = keyof typeof HUES;

/** Escapes text for HTML content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;").replaceAll("'", "&#39;");
}

/** A `div` with the root style around trusted HTML. */
export function root(html: string): string {
  return `<div ${rootAttributes()}>${html}</div>`;
}

/** A paragraph-like `div` with a coloured border at its left and a light wash. */
export function callout(html: string, hue: Hue): string {
  const rgb = HUES[hue];
  return `<div style="border-left:4px solid rgb(${rgb});background:rgba(${rgb},.12);` +
    `padding:6px 12px;margin:4px 0;color:inherit">${html}</div>`;
}

/** A title, or nothing. */
export function titleHtml(title: string | undefined): string {
  return title ? `<div style="${TITLE}">${escapeHtml(title)}</div>` : "";
}

import { stripVTControlCharacters } from "node:util";
import { errorText } from "../error_text.ts";
import { escapeHtml } from "./escape_html.ts";
import { renderMarkdown } from "./render_markdown.ts";
import { joinText, type MultilineText, type PageOutput } from "./types.ts";

/** Characters of one text output that a page shows; the executed copy keeps all. */
const MAX_TEXT = 200_000;
/** What an output may not bring into the page: the policy of the page stops scripts, these tags act without one. */
const ACTIVE_TAGS =
  /<script\b[^>]*>[\s\S]*?<\/script\s*>|<\/?(?:script|meta|base|link|iframe|object|embed|form)\b[^>]*>/gi;

type Renderer = (content: unknown) => string;

const RENDERERS: ReadonlyArray<readonly [string, Renderer]> = [
  ["text/html", (content) => `<div class="html">${markupOf(content)}</div>`],
  [
    "image/svg+xml",
    (content) => `<div class="image">${markupOf(content).replace(/^\s*<\?xml[^>]*\?>/, "")}</div>`,
  ],
  ["image/png", (content) => imageOf("image/png", content)],
  ["image/jpeg", (content) => imageOf("image/jpeg", content)],
  [
    "text/markdown",
    (content) => `<div class="prose">${renderMarkdown(textOf(content)).html}</div>`,
  ],
  ["text/plain", (content) => textBlock(textOf(content))],
  ["application/json", (content) => textBlock(JSON.stringify(content, null, 2))],
];

/**
 * The outputs of a cell as HTML, in order.
 *
 * Of a display the richest form that a page can show is taken. Neighbouring stream outputs of the same name become one block.
 *
 * @param outputs As nbformat holds them.
 * @returns HTML; empty when nothing is visible.
 */
export function renderOutputs(outputs: readonly PageOutput[]): string {
  return mergeStreams(outputs).map(renderOutput).join("\n");
}

function renderOutput(output: PageOutput): string {
  if (output.output_type === "stream") {
    return textBlock(joinText(output.text), output.name === "stderr" ? "stderr" : "stdout");
  }
  if (output.output_type === "error") return renderError(output);
  const data = output.data ?? {};
  const renderer = RENDERERS.find(([mime]) => data[mime] !== undefined);
  return renderer === undefined ? "" : renderer[1](data[renderer[0]]);
}

function renderError(output: PageOutput): string {
  const title = errorText(output);
  const traceback = stripVTControlCharacters((output.traceback ?? []).join("\n"));
  const details = traceback.trim() === "" || traceback.trim() === title
    ? ""
    : `<details><summary>Détail technique</summary>${textBlock(traceback)}</details>`;
  return `<div class="error"><p><strong>[ERREUR]</strong> ${escapeHtml(title)}</p>${details}</div>`;
}

function mergeStreams(outputs: readonly PageOutput[]): PageOutput[] {
  const merged: PageOutput[] = [];
  for (const output of outputs) {
    const last = merged.at(-1);
    if (
      output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name
    ) {
      merged[merged.length - 1] = { ...last, text: joinText(last.text) + joinText(output.text) };
    } else merged.push(output);
  }
  return merged;
}

function textBlock(raw: string, kind = "text"): string {
  const text = stripVTControlCharacters(raw).trimEnd();
  if (text === "") return "";
  const cut = text.length > MAX_TEXT
    ? `${text.slice(0, MAX_TEXT)}\n[INFO] suite coupée ici ; le carnet exécuté la garde en entier`
    : text;
  return `<pre class="${kind}" tabindex="0">${escapeHtml(cut)}</pre>`;
}

function imageOf(mime: string, content: unknown): string {
  const data = textOf(content).replaceAll(/[^A-Za-z0-9+/=]/g, "");
  return `<div class="image"><img alt="Figure" src="data:${mime};base64,${data}"></div>`;
}

function markupOf(content: unknown): string {
  return textOf(content).replaceAll(ACTIVE_TAGS, "");
}

function textOf(content: unknown): string {
  return typeof content === "string" || Array.isArray(content)
    ? joinText(content as MultilineText)
    : JSON.stringify(content, null, 2);
}

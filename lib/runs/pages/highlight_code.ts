import { escapeHtml } from "./escape_html.ts";

const TOKEN = new RegExp(
  [
    /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)/,
    /(?<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)/,
    /(?<keyword>\b(?:as|async|await|break|case|catch|class|const|continue|default|do|else|export|extends|false|finally|for|from|function|if|import|in|interface|let|new|null|of|return|switch|this|throw|true|try|type|typeof|undefined|while)\b)/,
    /(?<number>\b\d[\d_]*(?:\.\d+)?n?\b)/,
  ].map((part) => part.source).join("|"),
  "g",
);

/**
 * TypeScript as HTML with light colouring: comments, texts, keywords, numbers.
 *
 * @param code TypeScript or JavaScript.
 * @returns HTML for a `<pre>`; its text is exactly `code`.
 */
export function highlightCode(code: string): string {
  let html = "";
  let end = 0;
  for (const match of code.matchAll(TOKEN)) {
    const kind = Object.keys(match.groups ?? {}).find((name) => match.groups?.[name] !== undefined);
    html += escapeHtml(code.slice(end, match.index));
    html += `<span class="t-${kind}">${escapeHtml(match[0])}</span>`;
    end = match.index + match[0].length;
  }
  return html + escapeHtml(code.slice(end));
}

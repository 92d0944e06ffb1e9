import { escapeHtml } from "./escape_html.ts";
import { PAGE_STYLE } from "./style.ts";

/** Nothing runs and nothing is fetched: styles of the page and its outputs, images within it. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * A whole HTML page, on its own: no script, no file from elsewhere.
 *
 * @param title Shown by the browser's tab.
 * @param body HTML.
 * @param options The band above the page, in demo mode.
 * @returns HTML from the doctype on.
 */
export function pageShell(
  title: string,
  body: string,
  { band }: { readonly band: string | null },
): string {
  return `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
${band === null ? "" : `<p class="band">${escapeHtml(band)}</p>\n`}<div class="page">
${body}
</div>
</body>
</html>
`;
}

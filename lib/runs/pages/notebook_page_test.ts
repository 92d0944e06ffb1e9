import assert from "node:assert/strict";
import { RESULT } from "../_fixture.ts";
import type { NotebookResult } from "../types.ts";
import { highlightCode } from "./highlight_code.ts";
import { type NotebookPageOptions, renderNotebookPage } from "./notebook_page.ts";
import { renderMarkdown } from "./render_markdown.ts";
import { renderOutputs } from "./render_output.ts";

const result: NotebookResult = {
  ...RESULT,
  title: "Clients <&>",
  status: "failed",
  reason: "cellule 1 : Error: <boum>",
  failedCell: { index: 1, number: 1, error: "Error: <boum>" },
  cellsDone: 0,
  cellsTotal: 1,
  counts: { inserted: 0, updated: 0, deleted: 0, unchanged: 0 },
  tables: [],
};
const options: NotebookPageOptions = {
  result,
  runId: "2026-10-31T14-05-09",
  band: "DÉMONSTRATION",
  previous: null,
  next: { href: "03_suppliers.html", title: "Fournisseurs" },
  pages: new Set(["03_suppliers.html"]),
};

Deno.test("renderNotebookPage() is a page without script, with band, contents, code and link to the failing cell", () => {
  const page = renderNotebookPage({
    cells: [
      { cell_type: "markdown", source: "# Clients\n\n[suite](03_suppliers.ipynb)" },
      { cell_type: "code", source: "a < b", execution_count: 1, outputs: [] },
      { cell_type: "markdown", source: ["## Un\n", "\n## Un\n"] },
    ],
  }, options);
  assert.match(
    page,
    /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:/,
  );
  assert.equal(/<script|<link/.test(page), false);
  assert.match(page, /<p class="band">DÉMONSTRATION<\/p>/);
  assert.match(page, /<title>Clients &lt;&amp;&gt; · Penny<\/title>/);
  assert.match(page, /<a href="03_suppliers.html">suite<\/a>/);
  assert.match(page, /<a href="#cellule-2">Voir la cellule en échec<\/a>/);
  assert.match(
    page,
    /<section id="cellule-2"><details class="code"><summary>Code \[1\]<\/summary><pre>a &lt; b<\/pre>/,
  );
  assert.match(page, /<a href="#un">Un<\/a><\/li><li><a href="#un-2">/);
});

Deno.test("renderMarkdown() shows HTML as text and follows no script address", () => {
  const { html } = renderMarkdown("<b onclick=x>gras</b> [clic](javascript:alert(1))");
  assert.match(html, /&lt;b onclick=x&gt;/);
  assert.equal(html.includes("href"), false);
});

Deno.test("renderOutputs() takes the richest form, joins streams and strips colours", () => {
  const stream = (text: string) => ({ output_type: "stream", name: "stdout", text });
  const html = renderOutputs([
    stream("un\n"),
    stream("\x1b[31mdeux\x1b[0m <3\n"),
    { output_type: "display_data", data: { "text/plain": "non", "text/html": ["<b>", "oui</b>"] } },
    { output_type: "display_data", data: { "image/png": "AAAA\n" } },
    { output_type: "display_data", data: { "application/vnd.other+json": {} } },
  ]);
  assert.match(html, /<pre class="stdout" tabindex="0">un\ndeux &lt;3<\/pre>/);
  assert.match(html, /<div class="html"><b>oui<\/b><\/div>/);
  assert.match(html, /src="data:image\/png;base64,AAAA"/);
  assert.equal(html.includes("non"), false);
});

Deno.test("renderOutputs() takes tags out that act without a script", () => {
  const data = {
    "text/html":
      `<meta http-equiv="refresh" content="0;url=x"><base href="x"><script>a()</script><p>reste</p>`,
  };
  assert.equal(
    renderOutputs([{ output_type: "display_data", data }]),
    `<div class="html"><p>reste</p></div>`,
  );
});

Deno.test("renderOutputs() shows an error with its trace one click away", () => {
  const html = renderOutputs([{
    output_type: "error",
    ename: "Error",
    evalue: "boum <x>",
    traceback: ["\x1b[1mStack trace:\x1b[22m", "    at a.ts:1"],
  }]);
  assert.match(
    html,
    /<strong>\[ERREUR\]<\/strong> Error: boum &lt;x&gt;<\/p><details>.*Stack trace:\n {4}at a\.ts:1/,
  );
});

Deno.test("highlightCode() keeps the text of the code", () => {
  const code = `const a = "x < y"; // rien & tout\nreturn \`\${1_000n}\` /* fin */ / 2.5;`;
  const text = highlightCode(code).replaceAll(/<[^>]+>/g, "").replaceAll("&lt;", "<").replaceAll(
    "&quot;",
    '"',
  )
    .replaceAll("&amp;", "&");
  assert.equal(text, code);
});

import assert from "node:assert/strict";
import { dirname, join, resolve } from "node:path";
import {
  createPlainView,
  loadNotebook,
  type PreparedNotebooks,
  runNotebooks,
} from "../../lib/runs/mod.ts";
import { findTools, jupyterPython, skipBrowserTests } from "./_tools.ts";
import { openWorkbench, ROOT, type Workbench } from "./_workbench.ts";

const tools = findTools();
const nothing = async () => {};
const VALIDATE =
  "import sys, nbformat; nbformat.validate(nbformat.read(sys.argv[1], as_version=nbformat.NO_CONVERT))";

/** Notebooks that end in every way, by name. */
const NOTEBOOKS: Readonly<Record<string, readonly string[]>> = {
  "bien": [
    "console.log('\\x1b[31mrouge\\x1b[0m')",
    "await Deno.jupyter.html`<b>gras</b>`",
    "({ a: 1n })",
  ],
  "echoue": ["1", "throw new Error('boum')", "3"],
  "syntaxe": ["const = 3"],
  "rejet": [
    "void Promise.reject(new Error('perdue')); await new Promise((r) => setTimeout(r, 20))",
    "2",
  ],
  "meurt": ["console.log('avant')", "Deno.exit(3)"],
  "binaire": [
    'Deno.jupyter.broadcast("display_data", { data: { "image/png": "iVBORw0KGgo=", "application/json": { a: [1] } }, ' +
    'metadata: {}, transient: { display_id: "d" } });',
    'Deno.jupyter.broadcast("update_display_data", { data: { "text/plain": "mis à jour" }, metadata: {}, ' +
    'transient: { display_id: "d" } }); console.error("\\u0000é")',
  ],
  "en_cours": [
    `const folder = [...Deno.readDirSync("outputs")][0].name;
Deno.copyFileSync("outputs/" + folder + "/en_cours.ipynb", "arrete.ipynb");`,
  ],
};

async function executeAll(bench: Workbench): Promise<string> {
  const outputs = join(bench.notebooks, "outputs");
  const sources = await Promise.all(
    Object.entries(NOTEBOOKS).map(async ([name, sources]) => {
      const cells = sources.map((source) => ({
        ...{ cell_type: "code", metadata: {}, source, execution_count: null, outputs: [] },
      }));
      const path = join(bench.notebooks, `${name}.ipynb`);
      const notebook = { cells, metadata: {}, nbformat: 4, nbformat_minor: 2 };
      await Deno.writeTextFile(path, JSON.stringify(notebook));
      return { name, path, origin: "file", shippedIsNewer: false } as const;
    }),
  );
  const notebooks = await Promise.all(sources.map(loadNotebook));
  await runNotebooks({ command: "run", notebooks, parameters: {}, jobs: 2 }, {
    place: { root: ROOT, home: join(bench.notebooks, "home"), outputs, keepRuns: 3, secrets: [] },
    prepare: () => Promise.resolve(prepared),
    openView: () => createPlainView({ write: () => {} }),
    signal: new AbortController().signal,
    write: () => {},
  });
  return join(outputs, "latest");
}

const prepared: PreparedNotebooks = {
  setting: {
    mode: "demo",
    connection: { host: "localhost", port: 1, database: "d", schema: "s", user: "u" },
  },
  store: { begin: nothing, notebook: nothing, end: nothing, killed: nothing },
  secrets: [],
  [Symbol.asyncDispose]: nothing,
};

Deno.test({
  name: "executed copies are valid for nbformat and become pages by nbconvert, however they ended",
  ignore: skipBrowserTests(tools),
  async fn(t) {
    await using bench = await openWorkbench([]);
    const latest = await executeAll(bench);
    const copies = Object.keys(NOTEBOOKS).map((name) => join(latest, `${name}.ipynb`));
    copies.push(join(bench.notebooks, "arrete.ipynb"));
    const python = await jupyterPython(tools.jupyter!);
    const jupyter = resolve(dirname(tools.jupyter!), "jupyter");
    for (const copy of copies) {
      await t.step(copy.split(/[/\\]/).at(-1)!, async () => {
        await run(python, ["-c", VALIDATE, copy], bench);
        await run(jupyter, ["nbconvert", "--to", "html", copy], bench);
        const page = await Deno.readTextFile(copy.replace(/ipynb$/, "html"));
        for (const [, anchor] of page.matchAll(/href="#(Erreur-[^"]+)">Voir/g)) {
          assert.ok(page.includes(`id="${anchor}"`), anchor ?? "");
        }
      });
    }
    const failed = await Deno.readTextFile(join(latest, "echoue.html"));
    assert.match(failed, /Voir la cellule 2/);
    assert.match(await Deno.readTextFile(copies.at(-1)!), /elle s'est arrêtée là/);
  },
});

async function run(program: string, args: string[], bench: Workbench): Promise<void> {
  const { code, stderr } = await new Deno.Command(program, {
    args,
    cwd: bench.notebooks,
    env: { ...bench.env },
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
}

import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { UsageError } from "../base/mod.ts";
import type { Notebook } from "./notebook.ts";
import { readNotebook, serializeNotebook, writeNotebook } from "./notebook_file.ts";
import { parseNotebook } from "./parse_notebook.ts";

function notebookOf(source: string, text = ""): Notebook {
  return {
    cells: [
      { cell_type: "markdown", id: "a", metadata: {}, source },
      {
        cell_type: "code",
        id: "b",
        metadata: { tags: ["x"] },
        source,
        execution_count: 1,
        outputs: [{ output_type: "stream", name: "stdout", text }],
      },
    ],
    metadata: { kernelspec: { name: "deno" } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("parseNotebook() gives back what serializeNotebook() wrote", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "é", "\n", "\r", '"', "\u2028", "💶") });
  fc.assert(
    fc.property(text, text, (source, output) => {
      const notebook = notebookOf(source, output);
      assert.deepEqual(parseNotebook(serializeNotebook(notebook), "x"), notebook);
    }),
  );
});

Deno.test("serializeNotebook() writes texts as lines, as Jupyter does", () => {
  const json = JSON.parse(serializeNotebook(notebookOf("a\nb", "")));
  assert.deepEqual(json.cells[0].source, ["a\n", "b"]);
  assert.deepEqual(json.cells[1].outputs[0].text, []);
});

Deno.test("writeNotebook() replaces the file and leaves nothing else behind", () =>
  withFolder(async (folder) => {
    const path = join(folder, "é carnet.ipynb");
    await writeNotebook(path, notebookOf("1"));
    await writeNotebook(path, notebookOf("2"));
    assert.deepEqual(await readNotebook(path), notebookOf("2"));
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["é carnet.ipynb"]);
  }));

Deno.test("writeNotebook() keeps the older file when it fails", () =>
  withFolder(async (folder) => {
    const path = join(folder, "a.ipynb");
    await writeNotebook(path, notebookOf("1"));
    const cells = [{ ...notebookOf("2").cells[0]!, metadata: { n: 1n } }];
    await assert.rejects(writeNotebook(path, { ...notebookOf("2"), cells }), TypeError);
    assert.deepEqual(await readNotebook(path), notebookOf("1"));
    assert.equal([...Deno.readDirSync(folder)].length, 1);
  }));

Deno.test("readNotebook() says when the file does not exist", async () => {
  await assert.rejects(
    readNotebook("absent.ipynb"),
    (error) =>
      error instanceof UsageError &&
      /« absent.ipynb » : le fichier n'existe pas/.test(error.message),
  );
});

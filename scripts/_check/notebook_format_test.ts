import assert from "node:assert/strict";
import { resolve } from "node:path";
import { notebookFormatFindings } from "./notebook_format.ts";

function notebook(source: string): string {
  const cell = {
    cell_type: "code",
    execution_count: null,
    id: "a",
    metadata: {},
    outputs: [],
    source,
  };
  const metadata = { language_info: { name: "typescript" } };
  const file = { cells: [cell], metadata, nbformat: 4, nbformat_minor: 5 };
  return `${JSON.stringify(file, null, 1)}\n`;
}

Deno.test("notebookFormatFindings() names only the notebook that would change", async () => {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "penny-format-test-" }));
  try {
    await Deno.writeTextFile(resolve(root, "deno.json"), "{}");
    await Deno.writeTextFile(resolve(root, "good.ipynb"), notebook("const a = 1;"));
    await Deno.writeTextFile(resolve(root, "bad.ipynb"), notebook("const a=1"));
    assert.deepEqual(await notebookFormatFindings(root, ["bad.ipynb", "good.ipynb"]), [
      { place: "bad.ipynb", message: "is not formatted; run deno fmt" },
    ]);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

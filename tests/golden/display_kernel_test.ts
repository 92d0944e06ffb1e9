/** `show()` in a real kernel, as a cell of a notebook calls it. */
import assert from "node:assert/strict";
import { KernelSession, type Output } from "../../lib/jupyter/mod.ts";

const MODULE = new URL("../../lib/display/mod.ts", import.meta.url).href;

/** The text of each output, with what kind it is. */
function brief(outputs: readonly Output[]): string[] {
  return outputs.map((output) => {
    if (output.output_type === "stream") return `stream: ${output.text}`;
    if (output.output_type === "error") return `error: ${output.evalue}`;
    return `${output.output_type}: ${String(output.data["text/plain"])}`;
  });
}

Deno.test("show() displays in order without await and leaves no result", async () => {
  await using session = await KernelSession.start();
  await session.execute(`import { barChart, show } from ${JSON.stringify(MODULE)};`);
  const loop = await session.execute(
    'for (const n of [1, 2, 3]) show("p" + n); console.log("entre"); show.finding("fin");',
  );
  assert.deepEqual(brief(loop.outputs), [
    "display_data: p1",
    "display_data: p2",
    "display_data: p3",
    "stream: entre\n",
    "display_data: => fin",
  ]);
  const chart = await session.execute(
    'show(barChart([{ a: "x", b: "1.50" }], { label: "a", value: "b", title: "Essai" }));',
  );
  const [output] = chart.outputs;
  assert.ok(output?.output_type === "display_data");
  assert.match(String(output.data["text/html"]), /^<figure [^]*<svg [^]*Essai/);
  const forgotten = await session.execute("show(Promise.resolve(1))");
  assert.equal(forgotten.status, "error");
  assert.match(brief(forgotten.outputs).join(), /écrivez show\(await …\)/);
});

Deno.test("show() displays a frame with Decimal and 64-bit columns", async () => {
  await using session = await KernelSession.start();
  await session.execute(
    `import { show } from ${JSON.stringify(MODULE)}; import pl from "nodejs-polars";`,
  );
  const { status, outputs } = await session.execute(
    'show(pl.DataFrame({ v: pl.Series("v", ["-9007199254740993.10", null], pl.Utf8).cast(pl.Decimal(18, 2)) }))',
  );
  assert.equal(status, "ok");
  assert.match(brief(outputs).join(), /^display_data: [^]*-9 007 199 254 740 993,10/);
});

Deno.test("a frame that is the last value of a cell shows as show() shows it", async () => {
  await using session = await KernelSession.start();
  await session.execute(
    `import { show } from ${
      JSON.stringify(MODULE)
    }; import pl from "nodejs-polars"; const money = (v) => pl.DataFrame({ v: pl.Series("v", v, pl.Utf8).cast(pl.Decimal(18, 2)) });`,
  );
  const bare = await session.execute('money(["1234.50", null]).head(1)');
  assert.equal(bare.status, "ok");
  assert.match(
    brief(bare.outputs).join(),
    /^execute_result: [^]*1\s234,50[^]*1\s234,50\n1\sligne, 1\scolonne$/,
  );
  const lazy = await session.execute('await money(["2.00", "3.50"]).lazy().collect()');
  assert.match(brief(lazy.outputs).join(), /^execute_result: [^]*3,50\n-+\n +5,50\n2/);
  const [output] = lazy.outputs;
  assert.ok(output?.output_type === "execute_result");
  assert.match(String(output.data["text/html"]), /<caption/);
});

Deno.test("a display that is the last value of a cell shows without show()", async () => {
  await using session = await KernelSession.start();
  await session.execute(`import { keyFigures } from ${JSON.stringify(MODULE)};`);
  const bare = await session.execute('keyFigures([{ label: "Encours", value: "12.50" }])');
  assert.deepEqual(brief(bare.outputs), ["execute_result: Encours : 12,50"]);
});

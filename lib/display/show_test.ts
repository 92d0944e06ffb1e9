import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { DataError, UsageError } from "../base/mod.ts";
import { COLUMNS, fixtureFrame } from "./_fixture.ts";
import { loadPlot, svgDocument } from "./_plot.ts";
import { counts } from "./counts.ts";
import { emitEvent } from "./emit.ts";
import { show, type Showable } from "./show.ts";

/** A sink that keeps what it is sent. */
function recorder() {
  const bundles: Readonly<Record<string, unknown>>[] = [];
  const sink = { send: (bundle: Readonly<Record<string, unknown>>) => void bundles.push(bundle) };
  return { bundles, sink, texts: () => bundles.map((bundle) => String(bundle["text/plain"])) };
}

Deno.test("show() sends both forms in the order of the calls", () => {
  const { sink, bundles, texts } = recorder();
  show("un", { sink });
  show(fixtureFrame(), { sink, columns: COLUMNS });
  show.finding("trois", { sink });
  assert.deepEqual(bundles.map((bundle) => Object.keys(bundle)), [
    ["text/html", "text/plain"],
    ["text/html", "text/plain"],
    ["text/html", "text/plain"],
  ]);
  assert.equal(texts()[0], "un");
  assert.match(texts()[1]!, /Libellé/);
  assert.equal(texts()[2], "=> trois");
});

Deno.test("show() sends an event beside the visible form", () => {
  const { sink, bundles } = recorder();
  const event = { type: "progress", text: "lecture" } as const;
  const none = { inserted: 0, updated: 0, deleted: 0, unchanged: 0, seconds: 0 };
  show(counts({ table: "t", ...none, event }), { sink });
  emitEvent(event, sink);
  assert.deepEqual(bundles[0]!["application/vnd.penny.event+json"], event);
  assert.deepEqual(bundles[1], { "application/vnd.penny.event+json": event });
});

Deno.test("show() takes elements of Plot and drops what could run", () => {
  const { sink, bundles } = recorder();
  const plot = loadPlot();
  const element = plot.plot({ document: svgDocument(), marks: [plot.barX([1, 2])] });
  element.setAttribute("onclick", "alert(1)");
  const script = svgDocument().createElement("script");
  element.append(script);
  show(element as unknown as Showable, { sink });
  const html = String(bundles[0]!["text/html"]);
  assert.match(html, /<svg[^>]* xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  assert.match(html, /viewBox="/);
  assert.doesNotMatch(html, /<script|<style|onclick/);
});

Deno.test("show() names await when it is given a promise", () => {
  assert.throws(
    () => show(Promise.resolve(1) as unknown as Showable),
    (error) => error instanceof UsageError && /écrivez show\(await …\)$/.test(error.message),
  );
});

Deno.test("show() refuses other values without showing them", () => {
  for (const value of [undefined, null, 12, { secret: "xyz" }, () => 1]) {
    assert.throws(
      () => show(value as unknown as Showable),
      (error) => error instanceof UsageError && !error.message.includes("xyz"),
    );
  }
});

Deno.test("show.change() refuses a transform that gives no frame", () => {
  const { sink } = recorder();
  assert.throws(
    () => show.change(fixtureFrame(), (() => undefined) as never, COLUMNS, { sink }),
    DataError,
  );
});

Deno.test("show() prints the text form outside a notebook", async () => {
  const module = new URL("./show.ts", import.meta.url).href;
  const code = `import { show } from ${JSON.stringify(module)}; show("un"); show.finding("deux");`;
  const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", `--config=${config}`, code],
    stdout: "piped",
    stderr: "piped",
  });
  const { stdout, stderr } = await child.output();
  assert.equal(new TextDecoder().decode(stdout), "un\n=> deux\n", new TextDecoder().decode(stderr));
});

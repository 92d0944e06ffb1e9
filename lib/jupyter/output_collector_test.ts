import assert from "node:assert/strict";
import { type DisplayRegistry, OutputCollector } from "./output_collector.ts";
import type { Output } from "./outputs.ts";

const out = (text: string): Output => ({ output_type: "stream", name: "stdout", text });
const err = (text: string): Output => ({ output_type: "stream", name: "stderr", text });
const shown = (text: string): Output => ({
  output_type: "display_data",
  data: { "text/plain": text },
  metadata: {},
});
const failed: Output = { output_type: "error", ename: "Error", evalue: "no", traceback: [] };

function collect(...given: readonly Output[]): Output[] {
  const collector = new OutputCollector();
  for (const output of given) collector.add(output);
  return collector.collect().outputs;
}

Deno.test("OutputCollector joins text of one stream that comes in a row", () => {
  assert.deepEqual(
    collect(out("a\n"), out("b\n"), err("c\n"), out("d\n"), shown("e"), out("f\n")),
    [out("a\nb\n"), err("c\n"), out("d\n"), shown("e"), out("f\n")],
  );
});

Deno.test("OutputCollector puts errors last, because they overtake text", () => {
  assert.deepEqual(collect(out("a"), failed, out("b")), [out("ab"), failed]);
});

Deno.test("OutputCollector keeps late text apart and says where it is", () => {
  const collector = new OutputCollector();
  collector.add(out("late"), { late: true });
  collector.add(out("own"));
  assert.deepEqual(collector.collect(), {
    outputs: [out("late"), out("own")],
    late: [0],
    cut: null,
  });
});

Deno.test("clear() drops outputs at once, or with the next one when it waits", () => {
  const collector = new OutputCollector();
  collector.add(out("a"));
  collector.clear();
  collector.add(out("b"));
  collector.clear(true);
  assert.deepEqual(collector.collect().outputs, [out("b")]);
  collector.add(out("c"));
  assert.deepEqual(collector.collect().outputs, [out("c")]);
});

Deno.test("OutputCollector enters displays with an id, so that others can change them", () => {
  const displays: DisplayRegistry = new Map();
  const collector = new OutputCollector(displays);
  collector.add(shown("0"), { displayId: "x" });
  displays.get("x")![0]!.data = { "text/plain": "1" };
  assert.deepEqual(collector.collect().outputs, [shown("1")]);
});

Deno.test("clear() leaves errors: what failed has failed", () => {
  const collector = new OutputCollector();
  collector.add(out("a"));
  collector.add(failed);
  collector.clear();
  assert.deepEqual(collector.collect().outputs, [failed]);
});

Deno.test("OutputCollector keeps beginning and end of what passes the limit, and says what it cut", () => {
  const collector = new OutputCollector(new Map(), 20);
  for (let i = 0; i < 1_000; i++) collector.add(out(`${i % 10}`.repeat(7)));
  collector.add(failed);
  const { outputs, cut } = collector.collect();
  assert.deepEqual(cut, { characters: 7_000 - 20, displays: 0 });
  assert.deepEqual([outputs[0], outputs[2], outputs[3]], [
    out("0000000111"),
    out("8889999999"),
    failed,
  ]);
  assert.ok(outputs[1]?.output_type === "stream" && outputs[1].name === "stderr");
  assert.match(outputs[1].text, /coupées ici : 6.980 caractères .* \(limite : 20 caractères\)/);
});

Deno.test("OutputCollector cuts one long text in its middle, and no character in two", () => {
  const collector = new OutputCollector(new Map(), 6);
  collector.add(out("abc" + "é😀".repeat(50) + "xyz"));
  const texts = collector.collect().outputs.map((output) => "text" in output && output.text);
  assert.deepEqual([texts[0], texts[2]], ["abc", "xyz"]);
});

Deno.test("OutputCollector drops displays whole and keeps the last ones", () => {
  const collector = new OutputCollector(new Map(), 1_000);
  for (let i = 0; i < 50; i++) collector.add(shown(`${i}`));
  const { outputs, cut } = collector.collect();
  assert.deepEqual([outputs[0], outputs.at(-1)], [shown("0"), shown("49")]);
  assert.equal(cut?.displays, 50 - (outputs.length - 1));
});

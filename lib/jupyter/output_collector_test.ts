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
  assert.deepEqual(collector.collect(), { outputs: [out("late"), out("own")], late: [0] });
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

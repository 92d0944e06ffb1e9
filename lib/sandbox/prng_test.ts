import assert from "node:assert/strict";
import { Random } from "./prng.ts";

Deno.test("Random gives the same sequence for the same seed on every machine", () => {
  const random = new Random("penny");
  assert.deepEqual([random.word(), random.word(), random.int(1, 6)], [1234118733, 3790081195, 1]);
});

Deno.test("Random.fork() does not move the sequence that it leaves", () => {
  const one = new Random("a"), two = new Random("a");
  one.fork("x").word();
  assert.equal(one.word(), two.word());
  assert.notEqual(new Random("a").fork("x").word(), new Random("a").fork("y").word());
});

Deno.test("Random draws stay in their bounds and spread over them", () => {
  const random = new Random("bounds"), seen = new Set<number>();
  for (let i = 0; i < 2000; i++) {
    const draw = random.int(1, 6), near = random.around(1000, 0.2);
    assert.ok(draw >= 1 && draw <= 6 && near >= 800 && near <= 1200);
    seen.add(draw);
  }
  assert.equal(seen.size, 6);
  assert.throws(() => random.pick([]), RangeError);
});

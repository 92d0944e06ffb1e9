import assert from "node:assert/strict";
import { createRedactor, DataError } from "../base/mod.ts";
import { emptyFrame } from "../frames/mod.ts";
import { discreetTransform } from "./discreet_transform.ts";

const REDACTOR = createRedactor({ secrets: ["s3cret-token"] });
const FRAME = emptyFrame([]);

/** What a transform throws when it throws `thrown`. */
function thrownFor(thrown: unknown): unknown {
  const transform = discreetTransform(() => {
    throw thrown;
  }, REDACTOR);
  try {
    transform(FRAME);
  } catch (error) {
    return error;
  }
}

Deno.test("discreetTransform() throws the same error without the secret", () => {
  const error = new DataError("jeton s3cret-token refusé");
  assert.equal(thrownFor(error), error);
  assert.equal(error.message, "jeton *** refusé");
  assert.equal(thrownFor("s3cret-token"), "***");
});

Deno.test("discreetTransform() gives what the transform gives", () => {
  assert.equal(discreetTransform((frame) => frame, REDACTOR)(FRAME), FRAME);
});

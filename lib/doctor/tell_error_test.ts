import assert from "node:assert/strict";
import { DataError, ServiceError } from "../base/mod.ts";
import { PennylaneBusyError } from "./api_access.ts";
import { tellError } from "./tell_error.ts";
import { attempt, TimeLimitError } from "./within.ts";

Deno.test("tellError() cuts a sentence of Penny into state and remedy", () => {
  const error = new ServiceError(
    "Impossible de joindre « a » : coupé : net ; essayez ; puis relancez",
  );
  assert.deepEqual(tellError(error), {
    ...{ detail: "coupé : net", remedy: "essayez ; puis relancez", exitStatus: 2 },
  });
  assert.equal(tellError(new DataError("Impossible de lire : faux ; corrigez")).exitStatus, 1);
});

Deno.test("tellError() repeats nothing of an error that is not Penny's", () => {
  const told = tellError(new TypeError("jeton-secret"));
  assert.match(told.detail, /erreur imprévue de Penny \(TypeError\)/);
  assert.doesNotMatch(JSON.stringify(told), /secret/);
});

Deno.test("tellError() tells a late answer and a busy service", () => {
  assert.equal(tellError(new TimeLimitError(10_000)).detail, "pas de réponse en 10 s");
  assert.match(tellError(new PennylaneBusyError(429)).detail, /un autre logiciel emploie ce jeton/);
  assert.match(
    tellError(new PennylaneBusyError(503)).detail,
    /indisponible pour le moment \(503\)/,
  );
});

Deno.test("attempt() gives up work that does not end", async () => {
  const { error } = await attempt(5, () => new Promise<void>(() => {}));
  assert.ok(error instanceof TimeLimitError);
});

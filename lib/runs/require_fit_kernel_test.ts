import assert from "node:assert/strict";
import * as path from "node:path";
import type { KernelProof } from "../jupyter/mod.ts";
import { KERNEL_PROOF_FILE, requireFitKernel } from "./require_fit_kernel.ts";

async function withHome(body: (home: string, binary: string) => Promise<void>): Promise<void> {
  const base = await Deno.makeTempDir();
  try {
    const binary = path.join(base, "deno");
    await Deno.writeTextFile(binary, "un");
    await body(path.join(base, "maison"), binary);
  } finally {
    await Deno.remove(base, { recursive: true });
  }
}

/** Counts how often the kernel was asked. */
function prover(proof: KernelProof) {
  const asked = { times: 0, prove: () => (asked.times++, Promise.resolve(proof)) };
  return asked;
}

Deno.test("requireFitKernel() asks a kernel once for each binary and version of Penny", () =>
  withHome(async (home, binary) => {
    const asked = prover({ ok: true });
    const ask = (penny: string) => requireFitKernel({ home, binary, penny, prove: asked.prove });
    await ask("0.1.0");
    await ask("0.1.0");
    assert.equal(asked.times, 1);
    await ask("0.2.0");
    await Deno.writeTextFile(binary, "un autre");
    await ask("0.2.0");
    assert.equal(asked.times, 3);
  }));

Deno.test("requireFitKernel() refuses with the reason, and asks again the next time", () =>
  withHome(async (home, binary) => {
    const asked = prover({ ok: false, reason: "Impossible de se fier au noyau Deno : menteur" });
    const ask = () => requireFitKernel({ home, binary, penny: null, prove: asked.prove });
    await assert.rejects(ask(), { name: "UsageError", message: /: menteur$/ });
    await assert.rejects(ask(), { name: "UsageError" });
    assert.equal(asked.times, 2);
    await assert.rejects(Deno.stat(path.join(home, KERNEL_PROOF_FILE)), Deno.errors.NotFound);
  }));

import { createHash } from "node:crypto";

/**
 * The SHA-256 of a file's bytes: whether a notebook changed while it ran is told by it, in two processes.
 *
 * @param bytes Any bytes.
 * @returns 64 hexadecimal digits.
 *
 * @example
 * ```ts
 * import { sha256 } from "./sha256.ts";
 * import assert from "node:assert/strict";
 * assert.match(sha256(new Uint8Array()), /^e3b0c442/);
 * ```
 */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

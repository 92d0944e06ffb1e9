import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

const ITERATIONS = 4096;
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/**
 * What PostgreSQL keeps of a password (RFC 5803): given to CREATE ROLE in its place, so that the password itself is in no
 * statement and in no log of the server.
 *
 * @param password ASCII characters only: others would need a normalisation.
 * @param salt Sixteen bytes. @default random
 * @returns `SCRAM-SHA-256$4096:<salt>$<stored key>:<server key>`.
 * @throws {RangeError} A character outside ASCII.
 *
 * @example
 * ```ts
 * import { scramVerifier } from "./scram_verifier.ts";
 * import assert from "node:assert/strict";
 * assert.match(scramVerifier("s3cret"), /^SCRAM-SHA-256\$4096:[^$]{24}\$[^:]{44}:.{44}$/);
 * ```
 */
export function scramVerifier(password: string, salt = randomBytes(SALT_BYTES)): string {
  if (!/^[\x20-\x7e]+$/.test(password)) throw new RangeError("the password is not plain ASCII");
  const salted = pbkdf2Sync(password, salt, ITERATIONS, KEY_BYTES, "sha256");
  const keyed = (text: string) => createHmac("sha256", salted).update(text).digest();
  const stored = createHash("sha256").update(keyed("Client Key")).digest("base64");
  const server = keyed("Server Key").toString("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString("base64")}$${stored}:${server}`;
}

const SECRET_WORDS = new Set([
  ...["token", "tokens", "jeton", "jetons", "secret", "secrets", "password", "passwd", "pwd"],
  ...["passe", "motdepasse", "mdp", "key", "apikey", "cle", "credential", "credentials"],
]);

/**
 * Whether a parameter holds a secret, judged by its name.
 *
 * @param name Such as `apiToken` or `mot_de_passe`.
 * @returns True when one of its words says so.
 *
 * @example
 * ```ts
 * import { isSecretName } from "./secret_name.ts";
 * import assert from "node:assert/strict";
 * assert.ok(isSecretName("cléApi"));
 * assert.equal(isSecretName("article"), false);
 * ```
 */
export function isSecretName(name: string): boolean {
  const plain = name.normalize("NFD").replaceAll(/\p{M}/gu, "");
  const words = plain.replaceAll(/([a-z\d])([A-Z])/g, "$1 $2").split(/[^A-Za-z\d]+/);
  return words.some((word) => SECRET_WORDS.has(word.toLowerCase().replace(/\d+$/, "")));
}

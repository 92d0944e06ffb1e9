import type { ApiToken } from "../types.ts";

const WHERE = "dans Pennylane, Paramètres > Connectivité > Développeurs";

/** Tokens by their position, e.g. « le jeton n° 2 », « les jetons n° 1, n° 2 et n° 3 ». */
export function nameTokens(tokens: readonly ApiToken[]): string {
  const numbers = tokens.map(({ position }) => position).toSorted((a, b) => a - b)
    .map((position) => `n°\u00a0${position}`);
  const last = numbers.pop()!;
  return numbers.length === 0 ? `le jeton ${last}` : `les jetons ${numbers.join(", ")} et ${last}`;
}

/**
 * The API refused tokens; it does not tell why.
 *
 * @param tokens At least one.
 * @param companies Names of those that they stood for, as far as they are known.
 * @returns French sentence without a full stop.
 */
export function unauthorized(tokens: readonly ApiToken[], companies: readonly string[]): string {
  const of = companies.length === 0
    ? ""
    : ` (${companies.map((name) => `« ${name} »`).join(", ")})`;
  const [refused, make] = tokens.length === 1
    ? ["est refusé (401), erroné, expiré ou révoqué", "créez un nouveau jeton"]
    : ["sont refusés (401), erronés, expirés ou révoqués", "créez de nouveaux jetons"];
  return `Impossible de lire l'API Pennylane : ${
    nameTokens(tokens)
  }${of} ${refused} ; ${make} ${WHERE}, puis corrigez PENNYLANE_API_TOKEN`;
}

/**
 * A token cannot be used, for a reason that is told.
 *
 * @param token Which.
 * @param reason A French sentence.
 * @returns The same, with the token's position.
 */
export function refusedToken(token: ApiToken, reason: string): string {
  return `${reason} (PENNYLANE_API_TOKEN, ${nameTokens([token])})`;
}

/**
 * A token shows another company than before.
 *
 * @param token Which.
 * @param names Of the company then, and now.
 * @returns French sentence without a full stop.
 */
export function movedToken(
  token: ApiToken,
  names: { readonly before: string; readonly now: string },
): string {
  return `Impossible de lire la société « ${names.before} » : ${
    nameTokens([token])
  }, qui était le sien, montre maintenant « ${names.now} » ; créez un jeton par société ${WHERE}, puis corrigez PENNYLANE_API_TOKEN`;
}

/**
 * Two tokens stand for one company.
 *
 * @param tokens All of them; the first one is used.
 * @param name Of the company.
 * @returns French sentence without a full stop.
 */
export function tokensOfOne(tokens: readonly ApiToken[], name: string): string {
  const text = nameTokens(tokens);
  const remedy = tokens.length === 2 ? "retirez-en un" : "gardez-en un seul";
  return `${text[0]!.toUpperCase()}${
    text.slice(1)
  } sont de la même société « ${name} » : ${remedy} de PENNYLANE_API_TOKEN`;
}

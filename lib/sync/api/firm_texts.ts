import type { FirmToken } from "../types.ts";

/** « le jeton n° 2 (PENNY_FIRM_TOKEN) ». */
function nameToken({ position }: FirmToken): string {
  return `le jeton n°\u00a0${position} (PENNY_FIRM_TOKEN)`;
}

/**
 * The Firm API refused a token; it does not tell why.
 *
 * @param token Which.
 * @returns French sentence without a full stop.
 */
export function unauthorizedFirm(token: FirmToken): string {
  return `Impossible de lire l'API Cabinet : ${
    nameToken(token)
  } est refusé (401), erroné, expiré ou révoqué ; créez un nouveau jeton dans Pennylane (espace du cabinet, Paramètres > Connectivité), puis corrigez PENNY_FIRM_TOKEN`;
}

/**
 * A token of a firm cannot be used, for a reason that is told.
 *
 * @param token Which.
 * @param reason A French sentence.
 */
export function refusedFirm(token: FirmToken, reason: string): string {
  return `${reason} (${nameToken(token)})`;
}

/**
 * A token of a firm opens nothing.
 *
 * @param token Which.
 * @returns French sentence without a full stop.
 */
export function emptyFirm(token: FirmToken): string {
  return `Impossible de lire l'API Cabinet : ${
    nameToken(token)
  } ne montre aucune société ; vérifiez dans Pennylane les sociétés que ce jeton peut lire`;
}

import { ExchangeTimeout } from "./_exchange.ts";
import { opening, proxyRefusal, type SettingNames, shorten } from "./_failure.ts";
import { NetworkError, type PennylaneError, type RequestName, TimeoutError } from "./errors.ts";

/** Faults that come before anything is sent. */
const UNSENT: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connexion refusée",
  ENOTFOUND: "nom de machine inconnu",
  EAI_AGAIN: "nom de machine introuvable pour le moment",
  EHOSTUNREACH: "machine hors d'atteinte",
  ENETUNREACH: "réseau hors d'atteinte",
  ETIMEDOUT: "aucune réponse à la connexion",
  UND_ERR_CONNECT_TIMEOUT: "aucune réponse à la connexion",
};

/** Faults of a connection that was there. */
const BROKEN: Readonly<Record<string, string>> = {
  ECONNRESET: "connexion coupée",
  EPIPE: "connexion coupée",
  UND_ERR_SOCKET: "connexion coupée",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "réponse incomplète",
};

/** An error and the errors behind it, at most five. */
function chain(error: unknown): { readonly code?: string; readonly message?: string }[] {
  const found: { readonly code?: string; readonly message?: string }[] = [];
  let current = error as { readonly cause?: unknown; readonly errors?: readonly unknown[] };
  while (typeof current === "object" && current !== null && found.length < 5) {
    found.push(current as { readonly code?: string; readonly message?: string });
    current = (current.cause ?? current.errors?.[0]) as typeof current;
  }
  return found;
}

/**
 * Maps what undici threw to the error to throw. The driver's own error is not kept: only its code and a short text.
 *
 * @param error What `exchange` threw.
 * @param context Request, token, and the time limit that held.
 * @returns The error.
 */
export function networkFailure(
  error: unknown,
  context: {
    readonly request: RequestName;
    readonly token: string;
    readonly timeoutMs: number;
    readonly names: SettingNames;
  },
): PennylaneError {
  const { request, names } = context;
  const start = opening(request);
  if (error instanceof ExchangeTimeout) {
    return new TimeoutError(
      `${start} : pas de réponse complète en ${context.timeoutMs / 1_000} s ; réessayez plus tard`,
      { request, retriable: true },
    );
  }
  const faults = chain(error);
  const text = faults.map((one) => one.message ?? "").join(" ");
  const proxy = /Proxy (?:response|Authentication Required) \((\d+)\)/i.exec(text)?.[1];
  if (proxy !== undefined) return proxyRefusal(request, Number(proxy));
  const code = faults.map((one) => one.code).find((one) => one !== undefined) ?? "";
  const cause = new Error(shorten(`${code} ${faults[0]?.message ?? ""}`, context.token));
  if (/certificate|self[- ]signed|CERT_/i.test(`${text} ${code}`)) {
    return new NetworkError(
      `${start} : certificat refusé ; ajoutez le certificat du proxy à ceux du système, ou vérifiez ${names.baseUrl}`,
      { request, sent: false, retriable: false, cause },
    );
  }
  if (code === "UND_ERR_DESTROYED" || code === "UND_ERR_CLOSED") {
    return new NetworkError(`${start} : le client est fermé ; ouvrez-en un autre`, {
      ...{ request, sent: false, retriable: false },
    });
  }
  const unsent = UNSENT[code];
  const state = unsent ?? BROKEN[code] ?? `connexion impossible (${code || "erreur inconnue"})`;
  return new NetworkError(
    `${start} : ${state}${
      unsent !== undefined && request.method === "POST" ? ", la demande n'est pas partie" : ""
    } ; vérifiez le réseau, le proxy et ${names.baseUrl}`,
    { request, sent: unsent === undefined, cause },
  );
}

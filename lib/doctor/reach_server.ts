import { createConnection } from "node:net";
import { ServiceError } from "../base/mod.ts";

const STATES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connexion refusée",
  ENOTFOUND: "nom de machine inconnu",
  EAI_AGAIN: "nom de machine introuvable pour le moment",
  ETIMEDOUT: "pas de réponse",
  EHOSTUNREACH: "machine hors d'atteinte",
  ENETUNREACH: "réseau hors d'atteinte",
};

/**
 * Opens a connection to a server and closes it again: name, network and firewall are right when that works.
 *
 * @param place Host and port.
 * @param options `limitMs`: time limit; `remedy`: French, what to look at.
 * @throws {ServiceError} Nothing answers there.
 */
export function reachServer(
  { host, port }: { readonly host: string; readonly port: number },
  { limitMs, remedy }: { readonly limitMs: number; readonly remedy: string },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (state: string) =>
      reject(new ServiceError(`Impossible de joindre « ${host}:${port} » : ${state} ; ${remedy}`));
    const socket = createConnection({ host, port });
    const timer = setTimeout(() => {
      socket.destroy();
      fail(`pas de réponse en ${(limitMs / 1000).toLocaleString("fr-FR")} s`);
    }, limitMs);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.destroy();
      resolve();
    });
    socket.once("error", (error: Error & { readonly code?: string }) => {
      clearTimeout(timer);
      socket.destroy();
      fail(STATES[error.code ?? ""] ?? `connexion impossible (${error.code ?? "cause inconnue"})`);
    });
  });
}

import { exitStatus, PennyError } from "../base/mod.ts";
import { PennylaneBusyError } from "./api_access.ts";
import type { Finding } from "./types.ts";
import { TimeLimitError } from "./within.ts";

/** What a check says of an error. */
export type Told = Required<Pick<Finding, "detail" | "remedy" | "exitStatus">>;

/**
 * State and remedy of an error. Penny's own errors are sentences made for readers; of any other only the class is told, since
 * nobody knows what its text holds.
 *
 * @param error Anything thrown.
 * @returns French, without a full stop.
 *
 * @example
 * ```ts
 * import { UsageError } from "../base/mod.ts";
 * import { tellError } from "./tell_error.ts";
 * import assert from "node:assert/strict";
 * const told = tellError(new UsageError("Impossible de lire « x » : absent ; créez-le"));
 * assert.deepEqual(told, { detail: "absent", remedy: "créez-le", exitStatus: 2 });
 * ```
 */
export function tellError(error: unknown): Told {
  if (error instanceof TimeLimitError) return late(error);
  if (error instanceof PennylaneBusyError) return busy(error);
  if (error instanceof PennyError) return { ...cut(error.message), exitStatus: exitStatus(error) };
  const name = error instanceof Error ? error.name : typeof error;
  return {
    detail: `erreur imprévue de Penny (${name})`,
    remedy: "relancez ; si cela se reproduit, signalez-le avec la sortie de cette commande",
    exitStatus: 1,
  };
}

function late({ limitMs }: TimeLimitError): Told {
  return {
    detail: `pas de réponse en ${(limitMs / 1000).toLocaleString("fr-FR")} s`,
    remedy: "relancez dans un instant ; si cela dure, faites vérifier le réseau et le pare-feu",
    exitStatus: 2,
  };
}

function busy({ status }: PennylaneBusyError): Told {
  return status === 429
    ? {
      detail: "trop de requêtes pour le moment (429) : un autre logiciel emploie ce jeton",
      remedy: "attendez une minute puis relancez, ou réduisez PENNYLANE_RATE_LIMIT",
      exitStatus: 2,
    }
    : {
      detail: `Pennylane est indisponible pour le moment (${status})`,
      remedy: "attendez quelques minutes puis relancez",
      exitStatus: 2,
    };
}

/**
 * State and remedy of a sentence of Penny's, its beginning kept.
 *
 * @param sentence « … ; remedy ».
 * @returns Both parts; no remedy where it has none.
 */
export function cutSentence(sentence: string): Pick<Finding, "detail" | "remedy"> {
  const end = sentence.indexOf(" ; ");
  return end < 0
    ? { detail: sentence }
    : { detail: sentence.slice(0, end), remedy: sentence.slice(end + 3) };
}

/** « Impossible de … « … » : state ; remedy » */
function cut(message: string): { detail: string; remedy: string } {
  const line = message.replaceAll(/\s*\n\s*/g, " ").trim();
  const [, state = line] = /^Impossible .*? : (.*)$/.exec(line) ?? [];
  const end = state.indexOf(" ; ");
  return end < 0
    ? { detail: state, remedy: "corrigez puis relancez" }
    : { detail: state.slice(0, end), remedy: state.slice(end + 3) };
}

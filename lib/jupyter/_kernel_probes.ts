import type { CellResult } from "./cell_result.ts";
import type { KernelSession } from "./session.ts";

const LINES = 3_000;

/** A cell, what a fit kernel makes of it, and what the reader is told of one that does not. */
interface Probe {
  readonly code: string;
  readonly holds: (result: CellResult) => boolean;
  readonly fault: string;
}

const PROBES: readonly Probe[] = [
  {
    code: "const penny: number = 6; penny * 7",
    holds: ({ status, outputs: [output] }) =>
      status === "ok" && output?.output_type === "execute_result" &&
      output.data["text/plain"] === "42",
    fault: "il ne calcule pas une cellule simple",
  },
  {
    code: `throw new RangeError("penny")`,
    holds: ({ status, fatal, error }) =>
      status === "error" && fatal && error?.ename === "RangeError" && error.evalue === "penny",
    fault: "il compte une cellule en erreur comme réussie",
  },
  {
    code: "const penny2 = ;",
    holds: ({ status, error }) =>
      status === "error" && error?.ename === "SyntaxError" && /\(ligne 1, /.test(error.evalue),
    fault: "une erreur de syntaxe n'est pas nommée",
  },
  {
    code: `for (let i = 0; i < ${LINES}; i++) console.log(i);`,
    holds: ({ outputs, lateOutputs }) => {
      const lines = Array.from({ length: LINES }, (_, i) => `${i}\n`).join("");
      const [output, ...others] = outputs;
      return output?.output_type === "stream" && output.text === lines && others.length === 0 &&
        lateOutputs.length === 0;
    },
    fault: `${LINES} lignes affichées ne restent pas dans leur cellule`,
  },
  {
    code: `console.log("penny"); Promise.reject(new Error("penny")); 1`,
    holds: ({ status, fatal, error, outputs }) =>
      status === "error" && !fatal && error?.evalue === "penny" && outputs.length === 3,
    fault: "une promesse rejetée que personne n'attend passe inaperçue",
  },
  {
    code: `Deno.test("penny", () => { throw new Error("penny"); })`,
    holds: ({ status, error }) => status === "error" && /penny/.test(error?.evalue ?? ""),
    fault: "un test en échec passe inaperçu",
  },
];

/**
 * Asks a kernel what a fit one answers rightly.
 *
 * @param session Nothing was executed on it.
 * @returns In French, the first fault; null for a fit kernel.
 */
export async function findUnfitness(
  session: Pick<KernelSession, "execute">,
): Promise<string | null> {
  for (const { code, holds, fault } of PROBES) {
    if (!holds(await session.execute(code))) return fault;
  }
  return null;
}

import { DataError } from "../../base/mod.ts";
import type { Cents } from "../money.ts";

/** Cents of a decimal text of two digits at most. */
export function centsOf(text: string): Cents {
  const [, sign, whole, rest = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined || /[1-9]/.test(rest.slice(2))) {
    throw new DataError(
      `Impossible de lire le montant « ${text} » : il n'est pas en centimes ; ` +
        "relancez « deno task sandbox »",
    );
  }
  const cents = Number(whole) * 100 + Number(rest.slice(0, 2).padEnd(2, "0"));
  return sign === "-" ? -cents : cents;
}

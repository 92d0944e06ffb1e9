import { digitGroups, NBSP } from "../../base/mod.ts";
import type { Cents } from "../money.ts";

/** An amount the French way: `1 200,00 €`. */
export function euros(amount: Cents): string {
  const digits = String(Math.abs(amount)).padStart(3, "0");
  const whole = digitGroups(digits.slice(0, -2)).join(NBSP);
  return `${amount < 0 ? "-" : ""}${whole},${digits.slice(-2)}${NBSP}€`;
}

const LONGEST = 60;

/** A label on one line, quoted and cut. */
export function quoted(label: string | null): string {
  const line = (label ?? "").replace(/\s+/g, " ").trim();
  return `«${NBSP}${line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line}${NBSP}»`;
}

import type { Random } from "./prng.ts";

/** Remainder by 97 of a number written in decimal digits of any length. */
function mod97(digits: string): number {
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return rest;
}

function luhnSum(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum;
}

/** Whether nine digits pass the Luhn check of a SIREN. */
export function isSiren(text: string): boolean {
  return /^\d{9}$/.test(text) && luhnSum(text) % 10 === 0;
}

/**
 * A SIREN with a valid key, from eight digits. INSEE gives none that begins with 00: no real company bears it.
 *
 * @param body Eight digits.
 */
export function sirenOf(body: string): string {
  return body + String((10 - (luhnSum(body + "0") % 10)) % 10);
}

/** A fictitious SIREN of a third party. */
export function fictitiousSiren(random: Random): string {
  return sirenOf("00" + String(random.int(200_000, 999_999)));
}

/** The French VAT number of a SIREN: key (12 + 3 × (SIREN mod 97)) mod 97. */
export function vatNumberOf(siren: string): string {
  const key = (12 + 3 * mod97(siren)) % 97;
  return `FR${String(key).padStart(2, "0")}${siren}`;
}

/** An Irish VAT number with a valid check letter (weights 8 to 2, mod 23). */
export function irishVatNumber(random: Random): string {
  const digits = String(random.int(1_000_000, 9_999_999));
  let sum = 0;
  for (let i = 0; i < 7; i++) sum += Number(digits[i]) * (8 - i);
  return `IE${digits}${"WABCDEFGHIJKLMNOPQRSTUV"[sum % 23]}`;
}

/** A German VAT number with a valid check digit (ISO 7064, MOD 11,10). */
export function germanVatNumber(random: Random): string {
  const digits = String(random.int(10_000_000, 99_999_999));
  let product = 10;
  for (const digit of digits) {
    const sum = (Number(digit) + product) % 10 || 10;
    product = (2 * sum) % 11;
  }
  return `DE${digits}${(11 - product) % 10}`;
}

/** A French IBAN with a valid RIB key and valid IBAN digits, in a bank code that no bank has (99xxx). */
export function fictitiousIban(random: Random): string {
  const bank = "99" + String(random.int(100, 999));
  const branch = String(random.int(1, 99_999)).padStart(5, "0");
  const account = String(random.int(1, 2 ** 31)).padStart(11, "0");
  const key = 97 - ((89 * mod97(bank) + 15 * mod97(branch) + 3 * mod97(account)) % 97);
  const bban = bank + branch + account + String(key).padStart(2, "0");
  return `FR${String(98 - mod97(bban + "152700")).padStart(2, "0")}${bban}`;
}

/** Whether an IBAN's two check digits hold (ISO 13616: mod 97 = 1). */
export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[0-9A-Z]{10,30}$/.test(text)) return false;
  const moved = text.slice(4) + text.slice(0, 4);
  return mod97(moved.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))) === 1;
}

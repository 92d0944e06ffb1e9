/** VAT codes of the sandbox, as Pennylane writes them. */
export type VatCode =
  | "FR_200"
  | "FR_100"
  | "FR_55"
  | "FR_21"
  | "exempt"
  | "extracom"
  | "crossborder"
  | "FR_200_construction";

const PER_MILLE: Readonly<Record<VatCode, number>> = {
  FR_200: 200,
  FR_100: 100,
  FR_55: 55,
  FR_21: 21,
  exempt: 0,
  extracom: 0,
  crossborder: 0,
  FR_200_construction: 0,
};

const COLLECTED: Readonly<Record<string, string>> = {
  FR_200: "445711",
  FR_100: "445712",
  FR_55: "445713",
  FR_21: "445714",
};

/** The rate that an invoice bears, per mille: 0 for exempt, foreign and reverse-charged operations. */
export function rateOf(code: VatCode): number {
  return PER_MILLE[code];
}

/** The account of collected VAT of a rate that bears tax. */
export function collectedAccount(code: VatCode): string {
  const account = COLLECTED[code];
  if (account === undefined) {
    throw new RangeError(`Le code de TVA « ${code} » ne porte pas de taxe`);
  }
  return account;
}

/** Accounts of a reverse charge on a purchase: deductible and due side, both at 20 %. */
export const REVERSE_CHARGE: Readonly<
  Partial<Record<VatCode, { deductible: string; due: string }>>
> = {
  crossborder: { deductible: "445662", due: "445200" },
  FR_200_construction: { deductible: "445668", due: "445718" },
};

import type { FieldValues } from "./_fields.ts";
import { proxyOf } from "./_proxy_settings.ts";
import type { Fault } from "./_read_fields.ts";
import { demoSources } from "./_sources.ts";
import type { ApiSettings } from "./types.ts";

/** Where both APIs are without another base URL: decides whether NO_PROXY excepts it. */
const PENNYLANE_ADDRESS = "https://app.pennylane.com";

/**
 * How the REST API is reached.
 *
 * @param values All settings.
 * @param demo Whether the data are synthetic.
 * @returns The settings; null without a token, or in a demonstration without the API.
 */
export function apiSettings(values: FieldValues, demo: boolean): ApiSettings | null {
  if (demo) return demoSources(values).includes("api") ? { kind: "sandbox" } : null;
  return ofPennylane(values, values.PENNYLANE_API_TOKEN, values.PENNYLANE_API_BASE_URL);
}

/**
 * How the Firm API is reached.
 *
 * @param values All settings.
 * @param demo Whether the data are synthetic.
 * @returns The settings; null without a firm's token, or in a demonstration without it.
 */
export function firmSettings(values: FieldValues, demo: boolean): ApiSettings | null {
  if (demo) return demoSources(values).includes("firm") ? { kind: "sandbox" } : null;
  return ofPennylane(values, values.PENNY_FIRM_TOKEN, values.PENNY_FIRM_BASE_URL);
}

function ofPennylane(
  values: FieldValues,
  tokens: readonly string[] | undefined,
  address: string | undefined,
): ApiSettings | null {
  if (tokens === undefined) return null;
  return {
    kind: "pennylane",
    tokens,
    baseUrl: address ?? null,
    proxy: proxyOf(address ?? PENNYLANE_ADDRESS, values),
  };
}

/**
 * The addresses that a proxy may stand before.
 *
 * @param values All settings.
 * @param demo Whether the data are synthetic: nothing is reached then.
 * @returns Those of the APIs that have a token.
 */
export function apiAddresses(values: FieldValues, demo: boolean): string[] {
  if (demo) return [];
  const { PENNYLANE_API_TOKEN: tokens, PENNY_FIRM_TOKEN: firms } = values;
  return [
    ...(tokens === undefined ? [] : [values.PENNYLANE_API_BASE_URL ?? PENNYLANE_ADDRESS]),
    ...(firms === undefined ? [] : [values.PENNY_FIRM_BASE_URL ?? PENNYLANE_ADDRESS]),
  ];
}

/**
 * What is wrong with these settings taken together.
 *
 * @param values All settings.
 * @returns Tokens that are there twice, by position.
 */
export function apiFaults({ PENNYLANE_API_TOKEN, PENNY_FIRM_TOKEN }: FieldValues): Fault[] {
  return [
    ...repeatedTokens("PENNYLANE_API_TOKEN", PENNYLANE_API_TOKEN ?? [], "un jeton par société"),
    ...repeatedTokens("PENNY_FIRM_TOKEN", PENNY_FIRM_TOKEN ?? [], "un jeton par cabinet"),
  ];
}

/** A fault tells positions, counted from 1, never the text. */
function repeatedTokens(
  key: string,
  tokens: readonly string[],
  expected: string,
): Fault[] {
  const positions = Map.groupBy(tokens.keys(), (index) => tokens[index]!);
  return [...positions.values()].filter((same) => same.length > 1).map((same) => ({
    key,
    text: `les jetons ${
      new Intl.ListFormat("fr").format(same.map((index) => String(index + 1)))
    } sont identiques, attendu : ${expected} ; gardez-en un seul`,
  }));
}

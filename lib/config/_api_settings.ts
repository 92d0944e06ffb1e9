import type { FieldValues } from "./_fields.ts";
import { goesWithoutProxy, PROXY_EXPECTED, readProxy } from "./_proxy.ts";
import type { Fault, ReadFields } from "./_read_fields.ts";
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
  const proxy = proxyText(values, address);
  return {
    kind: "pennylane",
    tokens,
    baseUrl: address ?? null,
    proxy: proxy === null ? null : readProxy(proxy)?.href ?? null,
  };
}

/**
 * What is wrong with these settings taken together.
 *
 * @param read What was found of all settings.
 * @param demo Whether the data are synthetic: a proxy is of no use then.
 * @returns Tokens that are there twice, by position, and a proxy that cannot be read.
 */
export function apiFaults({ values, given }: ReadFields, demo: boolean): Fault[] {
  const { PENNYLANE_API_TOKEN: tokens, PENNY_FIRM_TOKEN: firms } = values;
  if (tokens === undefined && firms === undefined) return [];
  const faults = [
    ...repeatedTokens("PENNYLANE_API_TOKEN", tokens ?? [], "un jeton par société"),
    ...repeatedTokens("PENNY_FIRM_TOKEN", firms ?? [], "un jeton par cabinet"),
  ];
  const addresses = [
    ...(tokens === undefined ? [] : [values.PENNYLANE_API_BASE_URL]),
    ...(firms === undefined ? [] : [values.PENNY_FIRM_BASE_URL]),
  ];
  const proxies = demo ? [] : addresses.map((address) => proxyText(values, address));
  if (proxies.some((proxy) => proxy !== null && readProxy(proxy) === null)) {
    faults.push({
      key: "HTTPS_PROXY",
      text: `lu dans ${
        given.get("HTTPS_PROXY")
      }, adresse de proxy illisible, attendu : ${PROXY_EXPECTED}`,
    });
  }
  return faults;
}

/** The proxy for an address as written; null: none. */
function proxyText(values: FieldValues, address = PENNYLANE_ADDRESS): string | null {
  if (values.HTTPS_PROXY === undefined) return null;
  return goesWithoutProxy(address, values.NO_PROXY ?? "") ? null : values.HTTPS_PROXY;
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

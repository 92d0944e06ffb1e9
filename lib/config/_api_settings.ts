import type { FieldValues } from "./_fields.ts";
import { goesWithoutProxy, PROXY_EXPECTED, readProxy } from "./_proxy.ts";
import type { Fault, ReadFields } from "./_read_fields.ts";
import { demoSources } from "./_sources.ts";
import type { ApiSettings } from "./types.ts";

/** Where the API is without PENNYLANE_API_BASE_URL: decides whether NO_PROXY excepts it. */
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
  const tokens = values.PENNYLANE_API_TOKEN;
  if (tokens === undefined) return null;
  const proxy = proxyText(values);
  return {
    kind: "pennylane",
    tokens,
    baseUrl: values.PENNYLANE_API_BASE_URL ?? null,
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
  const tokens = values.PENNYLANE_API_TOKEN;
  if (tokens === undefined) return [];
  const faults = repeatedTokens(tokens);
  const proxy = demo ? null : proxyText(values);
  if (proxy !== null && readProxy(proxy) === null) {
    faults.push({
      key: "HTTPS_PROXY",
      text: `lu dans ${
        given.get("HTTPS_PROXY")
      }, adresse de proxy illisible, attendu : ${PROXY_EXPECTED}`,
    });
  }
  return faults;
}

/** The proxy for the API as written; null: none. */
function proxyText(values: FieldValues): string | null {
  const address = values.PENNYLANE_API_BASE_URL ?? PENNYLANE_ADDRESS;
  if (values.HTTPS_PROXY === undefined) return null;
  return goesWithoutProxy(address, values.NO_PROXY ?? "") ? null : values.HTTPS_PROXY;
}

/** A fault tells positions, counted from 1, never the text. */
function repeatedTokens(tokens: readonly string[]): Fault[] {
  const positions = Map.groupBy(tokens.keys(), (index) => tokens[index]!);
  return [...positions.values()].filter((same) => same.length > 1).map((same) => ({
    key: "PENNYLANE_API_TOKEN",
    text: `les jetons ${
      new Intl.ListFormat("fr").format(same.map((index) => String(index + 1)))
    } sont identiques, attendu : un jeton par société ; gardez-en un seul`,
  }));
}

import type { FieldValues } from "./_fields.ts";
import { goesWithoutProxy, PROXY_EXPECTED, readProxy } from "./_proxy.ts";
import type { Fault, ReadFields } from "./_read_fields.ts";

/**
 * The proxy of an address.
 *
 * @param address An absolute URL.
 * @param values All settings.
 * @returns As the client wants it; null: none is set, or the address goes without, or the setting cannot be read.
 */
export function proxyOf(address: string, values: FieldValues): string | null {
  return usesProxy(address, values) ? readProxy(values.HTTPS_PROXY!)?.href ?? null : null;
}

/**
 * What is wrong with the proxy, where one of these addresses needs it.
 *
 * @param addresses Absolute URLs.
 * @param read What was found of all settings.
 * @returns At most one.
 */
export function proxyFaults(addresses: readonly string[], { values, given }: ReadFields): Fault[] {
  if (!addresses.some((address) => usesProxy(address, values))) return [];
  if (readProxy(values.HTTPS_PROXY!) !== null) return [];
  const text = `lu dans ${
    given.get("HTTPS_PROXY")
  }, adresse de proxy illisible, attendu : ${PROXY_EXPECTED}`;
  return [{ key: "HTTPS_PROXY", text }];
}

function usesProxy(address: string, { HTTPS_PROXY, NO_PROXY }: FieldValues): boolean {
  return HTTPS_PROXY !== undefined && !goesWithoutProxy(address, NO_PROXY ?? "");
}

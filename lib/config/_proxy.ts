import { isThisMachine } from "./_api_address.ts";

/** Form of HTTPS_PROXY, in French; completes « attendu : … ». */
export const PROXY_EXPECTED =
  "http://machine:port ou http://utilisateur:motdepasse@machine:port, les signes spéciaux du mot de passe étant codés (%40 pour @)";

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "https:": "443", "http:": "80" };

/**
 * The passwords in the address of a proxy, as they may come up in a text.
 *
 * @param proxy Value of HTTPS_PROXY, readable or not.
 * @returns The password as written, decoded, and encoded as in a URL; empty: there is none.
 */
export function passwordsIn(proxy: string): string[] {
  const written = /^(?:[a-z][a-z0-9+.-]*:\/\/)?[^:@/]*:(.*)@/i.exec(proxy)?.[1];
  if (!written) return [];
  return [written, decoded(written) ?? written, readProxy(proxy)?.password ?? written];
}

/**
 * The address of a proxy with its scheme, as the client wants it.
 *
 * @param proxy Value of HTTPS_PROXY; `http://` may be missing.
 * @returns A URL whose user and password can be decoded; null: the value has no usable form.
 */
export function readProxy(proxy: string): URL | null {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") return null;
  return decoded(url.username) === null || decoded(url.password) === null ? null : url;
}

/**
 * Whether an address is reached without the proxy.
 *
 * @param address Base URL of the API.
 * @param noProxy Value of NO_PROXY: names (with all that ends in them) or `*`, each perhaps with a port.
 * @returns True as well for this machine, and for http: HTTPS_PROXY is not meant for them.
 */
export function goesWithoutProxy(address: string, noProxy: string): boolean {
  const url = new URL(address);
  if (url.protocol !== "https:" || isThisMachine(url)) return true;
  const port = url.port || DEFAULT_PORTS[url.protocol];
  return noProxy.split(/[\s,]+/).filter(Boolean).some((entry) => {
    const [, name = "", wantedPort = port] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [];
    return wantedPort === port && hasSuffix(url.hostname, name);
  });
}

function hasSuffix(host: string, name: string): boolean {
  if (name === "*") return true;
  const suffix = name.toLowerCase().replace(/^\*?\./, "");
  return suffix !== "" && (host === suffix || host.endsWith(`.${suffix}`));
}

/** Null: not the code of any text. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

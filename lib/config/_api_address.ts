/** Names by which a URL means this machine. */
const THIS_MACHINE = /^(?:127\.0\.0\.1|localhost|\[::1\])$/;

/**
 * Whether an address is of this machine.
 *
 * @param url Any URL.
 * @returns True for `localhost` and the loopback addresses.
 */
export function isThisMachine(url: URL): boolean {
  return THIS_MACHINE.test(url.hostname);
}

/**
 * Whether a text can be the base URL of the API: a token must not travel in the clear.
 *
 * @param text What the user wrote.
 * @returns True for https, or http on this machine, without user, parameters and fragment.
 */
export function isApiAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return false;
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isThisMachine(url))) return false;
  return [url.username, url.password, url.search, url.hash].every((part) => part === "");
}

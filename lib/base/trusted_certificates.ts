import { getCACertificates, rootCertificates } from "node:tls";

/**
 * The certificates that Penny trusts: those that come with the runtime and those of the system, where companies put their
 * proxy's.
 *
 * @returns PEM, one for each.
 */
export function trustedCertificates(): string[] {
  return [...rootCertificates, ...getCACertificates("system")];
}

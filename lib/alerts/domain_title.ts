import { DOMAINS } from "../domains/mod.ts";

/**
 * What people call a domain.
 *
 * @param domain Its name; one that this version of Penny does not know keeps it.
 * @returns Such as « Factures clients ».
 */
export function domainTitle(domain: string): string {
  return Object.hasOwn(DOMAINS, domain) ? DOMAINS[domain as keyof typeof DOMAINS].title : domain;
}

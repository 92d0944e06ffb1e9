/** Sources that show companies. */
export type CompanySource = "data_sharing" | "api" | "firm";

/** What a company is in one source. */
export interface Identity {
  /** 64-bit, as text. */
  readonly id: string;
  /** Nine digits, or null. */
  readonly siren: string | null;
}

/** A company that a source shows now. */
export interface ShownCompany extends Identity {
  readonly name: string;
}

/** A company that Penny knows, with its identity in each source. */
export interface KnownCompany {
  readonly companyId: string;
  readonly name: string;
  readonly data_sharing: Identity | null;
  readonly api: Identity | null;
  /** @default null */
  readonly firm?: Identity | null;
  /** Data Sharing is configured and showed it at its last reading: the SIREN that it has there counts now. */
  readonly inDataSharing: boolean;
}

/** The sources beside each, that which is most like it first: both APIs number companies alike. */
export const OTHER_SOURCES: Readonly<Record<CompanySource, readonly CompanySource[]>> = {
  data_sharing: ["api", "firm"],
  api: ["data_sharing", "firm"],
  firm: ["api", "data_sharing"],
};

/**
 * What a company is in the sources beside one.
 *
 * @param company Any company.
 * @param source The source that is left out.
 * @returns Its identities there; none: only that source shows it.
 */
export function identitiesBeside(
  company: KnownCompany,
  source: CompanySource,
): (Identity & { readonly source: CompanySource })[] {
  return OTHER_SOURCES[source].flatMap((other) => {
    const identity = company[other] ?? null;
    return identity === null ? [] : [{ ...identity, source: other }];
  });
}

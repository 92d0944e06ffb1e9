import { foldName } from "./fold_name.ts";
import {
  type CompanySource,
  identitiesBeside,
  type KnownCompany,
  OTHER_SOURCES,
  type ShownCompany,
} from "./known_identity.ts";
import {
  idAgainstSiren,
  idOfAnother,
  type Refused,
  sameName,
  sirenChanged,
  sirenOfSeveral,
  sirenShared,
} from "./_identity_reasons.ts";

/** The SIREN that the sources beside one give a company; of several that of Data Sharing counts. */
function sirenBeside(company: KnownCompany, source: CompanySource): string | null {
  const shared = source === "data_sharing" ? null : company.data_sharing?.siren ?? null;
  return shared ?? identitiesBeside(company, source).find(({ siren }) => siren !== null)?.siren ??
    null;
}

/** Which company one that is shown is: known by this source, tied to one of another source, new; or refused. */
export type Decision =
  | {
    readonly kind: "same" | "tied" | "new";
    readonly shown: ShownCompany;
    readonly companyId: string;
  }
  | {
    readonly kind: "refused";
    readonly shown: ShownCompany;
    /** The company that has had this id in this source before; null: none. */
    readonly companyId: string | null;
    /** French sentence without a full stop. */
    readonly reason: string;
  };

/**
 * Decides which company each one is that a source shows: by its id in that source; else by an equal id in another source,
 * unless a SIREN speaks against it; else by a SIREN that one company has on each side. What could be a company of another
 * source, and cannot be told, is refused: rows of two companies must not meet, nor one company count twice.
 *
 * The others are new. Their `company_id` is the id in the source; where a company has that number already, the next one
 * above all ids that are known or shown.
 *
 * @param known All companies; no two with the same id in a source.
 * @param shown What the source shows now; of several with one id the first by name counts.
 * @param source The source that shows them.
 * @returns A decision for each id, ascending; the order of `known` and `shown` does not matter.
 *
 * @example
 * ```ts
 * import { decideIdentities } from "./company_identities.ts";
 * import assert from "node:assert/strict";
 * const alpha = { id: "7", siren: "732829320" };
 * const known = [{ companyId: "7", name: "Alpha", data_sharing: alpha, api: null, inDataSharing: true }];
 * const shown = [{ id: "900", name: "Alpha SAS", siren: "732829320" }];
 * const [decision] = decideIdentities(known, shown, "api");
 * assert.deepEqual([decision!.kind, decision!.companyId], ["tied", "7"]);
 * ```
 */
export function decideIdentities(
  known: readonly KnownCompany[],
  shown: readonly ShownCompany[],
  source: CompanySource,
): Decision[] {
  const distinct = distinctById(shown);
  const matter = new Matter(known.toSorted(byCompanyId), distinct, source);
  for (const step of [bySameId, byOtherId, bySiren, byName]) {
    for (const one of distinct) if (!matter.isDecided(one)) step(matter, one);
  }
  matter.makeNew();
  return distinct.map((one) => matter.decisionOf(one));
}

/** What is known, what is shown, and what has been decided so far. */
class Matter {
  readonly known: readonly KnownCompany[];
  readonly shown: readonly ShownCompany[];
  readonly source: CompanySource;
  readonly #decisions = new Map<string, Decision>();
  /** Companies that have an identity of this source, by what was known or was decided. */
  readonly #taken: Set<string>;
  /** Companies of other sources whose id and SIREN speak for two. */
  readonly #disputed = new Set<string>();
  readonly #own: ReadonlyMap<string, KnownCompany>;
  readonly #others: ReadonlyMap<string, KnownCompany>;

  constructor(
    known: readonly KnownCompany[],
    shown: readonly ShownCompany[],
    source: CompanySource,
  ) {
    this.known = known;
    this.shown = shown;
    this.source = source;
    this.#own = byId(known, source);
    const others = OTHER_SOURCES[source].map((other) => [...byId(known, other)]);
    // Of an id that two sources give to two companies, that of the source most like this one counts.
    this.#others = new Map(others.toReversed().flat());
    this.#taken = new Set([...this.#own.values()].map(({ companyId }) => companyId));
  }

  isDecided({ id }: ShownCompany): boolean {
    return this.#decisions.has(id);
  }

  decisionOf({ id }: ShownCompany): Decision {
    return this.#decisions.get(id)!;
  }

  /** The company that has this id in this source. */
  own(id: string): KnownCompany | undefined {
    return this.#own.get(id);
  }

  /** The company that has this id in another source, and none in this one. */
  untied(id: string): KnownCompany | undefined {
    const company = this.#others.get(id);
    return company && this.isFree(company) ? company : undefined;
  }

  isFree({ companyId }: KnownCompany): boolean {
    return !this.#taken.has(companyId);
  }

  isDisputed({ companyId }: KnownCompany): boolean {
    return this.#disputed.has(companyId);
  }

  dispute({ companyId }: KnownCompany): void {
    this.#disputed.add(companyId);
  }

  /** Companies with this SIREN in another source. */
  holders(siren: string): KnownCompany[] {
    return this.known.filter((company) =>
      identitiesBeside(company, this.source).some((identity) => identity.siren === siren)
    );
  }

  /** Companies with this SIREN in this source, shown now or before. */
  peers(siren: string): ShownCompany[] {
    const now = new Set(this.shown.map(({ id }) => id));
    const before = this.known.flatMap((company) => {
      const identity = company[this.source] ?? null;
      return identity === null || now.has(identity.id) ? [] : [{ ...identity, name: company.name }];
    });
    return [...this.shown, ...before].filter((one) => one.siren === siren);
  }

  accept(kind: "same" | "tied" | "new", shown: ShownCompany, companyId: string): void {
    this.#taken.add(companyId);
    this.#decisions.set(shown.id, { kind, shown, companyId });
  }

  refuse(shown: ShownCompany, tell: (refused: Refused) => string): void {
    const reason = tell({ shown, source: this.source });
    const companyId = this.own(shown.id)?.companyId ?? null;
    this.#decisions.set(shown.id, { kind: "refused", shown, companyId, reason });
  }

  /** Gives a `company_id` to all that are left. */
  makeNew(): void {
    const used = new Set(this.known.map(({ companyId }) => companyId));
    const ids = this.known.flatMap((company) => [
      company.companyId,
      ...[company.data_sharing, company.api, company.firm].flatMap((one) => one ? [one.id] : []),
    ]);
    let last = [...ids, ...this.shown.map(({ id }) => id)]
      .reduce((most, id) => BigInt(id) > most ? BigInt(id) : most, 0n);
    for (const one of this.shown) {
      if (this.isDecided(one)) continue;
      this.accept("new", one, used.has(one.id) ? String(++last) : one.id);
    }
  }
}

function bySameId(matter: Matter, shown: ShownCompany): void {
  const company = matter.own(shown.id);
  if (company === undefined) return;
  // A SIREN may be corrected. Data Sharing's is the one that counts, so the APIs have to follow it.
  const counts = matter.source !== "data_sharing" && company.inDataSharing;
  if (counts && differ(shown.siren, company.data_sharing?.siren ?? null)) {
    return matter.refuse(shown, (refused) => sirenChanged(refused, company));
  }
  matter.accept("same", shown, company.companyId);
}

function byOtherId(matter: Matter, shown: ShownCompany): void {
  const company = matter.untied(shown.id);
  if (company === undefined) return;
  const siren = sirenBeside(company, matter.source);
  if (differ(shown.siren, siren)) {
    return matter.refuse(shown, (refused) => idOfAnother(refused, company));
  }
  const isHeldElsewhere = siren === null
    ? shown.siren !== null && matter.holders(shown.siren).length > 0
    : shown.siren === null && matter.peers(siren).length > 0;
  if (!isHeldElsewhere) return matter.accept("tied", shown, company.companyId);
  matter.dispute(company);
  matter.refuse(shown, (refused) => idAgainstSiren(refused, company));
}

function bySiren(matter: Matter, shown: ShownCompany): void {
  if (shown.siren === null) return;
  const holders = matter.holders(shown.siren);
  // Who is tied already cannot be meant: then there is nothing to mistake it for.
  if (!holders.some((company) => matter.isFree(company))) return;
  if (holders.length > 1) {
    return matter.refuse(shown, (refused) => sirenOfSeveral(refused, holders));
  }
  const company = holders[0]!;
  const peers = matter.peers(shown.siren);
  if (peers.length > 1) {
    return matter.refuse(shown, (refused) => sirenShared(refused, company, peers));
  }
  if (matter.isDisputed(company)) {
    return matter.refuse(shown, (refused) => idAgainstSiren(refused, company));
  }
  const shared = matter.source === "data_sharing" ? null : company.data_sharing?.siren ?? null;
  if (differ(shown.siren, shared)) {
    return matter.refuse(shown, (refused) => sirenChanged(refused, company));
  }
  matter.accept("tied", shown, company.companyId);
}

function byName(matter: Matter, shown: ShownCompany): void {
  const folded = foldName(shown.name);
  const company = matter.known.find((one) =>
    identitiesBeside(one, matter.source).length > 0 && matter.isFree(one) &&
    foldName(one.name) === folded &&
    (shown.siren === null || sirenBeside(one, matter.source) === null)
  );
  if (company) matter.refuse(shown, (refused) => sameName(refused, company));
}

function differ(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}

function distinctById(shown: readonly ShownCompany[]): ShownCompany[] {
  const ordered = shown.toSorted((a, b) =>
    compare(BigInt(a.id), BigInt(b.id)) || compare(a.name, b.name) ||
    compare(a.siren ?? "", b.siren ?? "")
  );
  return [...new Map(ordered.toReversed().map((one) => [one.id, one])).values()].toReversed();
}

function byId(
  known: readonly KnownCompany[],
  source: CompanySource,
): ReadonlyMap<string, KnownCompany> {
  return new Map(
    known.flatMap((company) => company[source] ? [[company[source].id, company]] : []),
  );
}

function byCompanyId(a: KnownCompany, b: KnownCompany): number {
  return compare(BigInt(a.companyId), BigInt(b.companyId));
}

function compare<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import assert from "node:assert/strict";
import fc from "fast-check";
import { decideIdentities, type Decision } from "./company_identities.ts";
import {
  type CompanySource,
  identitiesBeside,
  type Identity,
  type KnownCompany,
  type ShownCompany,
} from "./known_identity.ts";

const S1 = "732829320";
const S2 = "552100554";

function known(
  companyId: string,
  identities: {
    ds?: Identity;
    api?: Identity;
    firm?: Identity;
    name?: string;
    inDataSharing?: boolean;
  },
): KnownCompany {
  const { ds = null, api = null, firm, name = `C${companyId}` } = identities;
  const { inDataSharing = ds !== null } = identities;
  return { companyId, name, data_sharing: ds, api, ...(firm && { firm }), inDataSharing };
}

function shown(id: string, siren: string | null, name = `N${id}`): ShownCompany {
  return { id, siren, name };
}

/** Kind and company, or the reason, of each decision. */
function told(
  companies: readonly KnownCompany[],
  identities: readonly ShownCompany[],
  source: CompanySource = "api",
): string[] {
  return decideIdentities(companies, identities, source).map((decision) =>
    decision.kind === "refused"
      ? `${decision.shown.id} refused ${decision.reason}`
      : `${decision.shown.id} ${decision.kind} ${decision.companyId}`
  );
}

Deno.test("decideIdentities() gives a first company its own id", () => {
  assert.deepEqual(told([], [shown("7", S1)]), ["7 new 7"]);
});

Deno.test("decideIdentities() ties by SIREN before it makes a new company", () => {
  const companies = [known("7", { ds: { id: "7", siren: S1 } })];
  assert.deepEqual(told(companies, [shown("900", S1), shown("901", S2)]), [
    "900 tied 7",
    "901 new 901",
  ]);
});

Deno.test("decideIdentities() ties by an equal id when one SIREN is missing", () => {
  const companies = [known("7", { ds: { id: "7", siren: null } })];
  assert.deepEqual(told(companies, [shown("7", S1)]), ["7 tied 7"]);
});

Deno.test("decideIdentities() refuses an equal id with another SIREN", () => {
  const companies = [known("42", { ds: { id: "42", siren: S1 }, name: "Alpha" })];
  const [text] = told(companies, [shown("42", S2, "Bêta")]);
  assert.equal(
    text,
    "42 refused Impossible de rattacher la société « Bêta » (identifiant 42 dans l'API, SIREN 552100554) : " +
      "elle porte l'identifiant 42 d'une autre société, « Alpha » (Data Sharing, SIREN 732829320) ; " +
      "vérifiez les deux SIREN dans Pennylane",
  );
});

Deno.test("decideIdentities() refuses an id and a SIREN that speak for two companies", () => {
  const companies = [
    known("42", { ds: { id: "42", siren: null } }),
    known("43", { ds: { id: "43", siren: S1 } }),
  ];
  const [text] = told(companies, [shown("42", S1)]);
  assert.match(text!, /l'identifiant désigne « C42 » mais le SIREN une autre société/);
  const turned = [known("42", { ds: { id: "42", siren: S1 } })];
  for (const one of told(turned, [shown("42", null), shown("99", S1)])) {
    assert.match(one, /l'identifiant désigne « C42 » mais le SIREN/);
  }
});

Deno.test("decideIdentities() takes an id that is tied elsewhere for a coincidence", () => {
  const companies = [
    known("42", { ds: { id: "7", siren: S1 }, api: { id: "42", siren: S1 } }),
  ];
  assert.deepEqual(told(companies, [shown("42", S2)], "data_sharing"), ["42 new 43"]);
});

Deno.test("decideIdentities() lets a SIREN be corrected where the id is known", () => {
  const companies = [known("7", { ds: { id: "7", siren: S1 }, api: { id: "900", siren: S1 } })];
  assert.deepEqual(told(companies, [shown("7", S2)], "data_sharing"), ["7 same 7"]);
  const [text] = told(companies, [shown("900", S2)]);
  assert.match(text!, /Data Sharing lui donne maintenant le SIREN 732829320 ; corrigez-le/);
  const gone = [{ ...companies[0]!, inDataSharing: false }];
  assert.deepEqual(told(gone, [shown("900", S2)]), ["900 same 7"]);
});

Deno.test("decideIdentities() names the establishments that share a SIREN", () => {
  const companies = [
    known("1", { ds: { id: "1", siren: S1 }, name: "Nord" }),
    known("2", { ds: { id: "2", siren: S1 }, name: "Sud" }),
  ];
  const [text] = told(companies, [shown("900", S1)]);
  assert.match(text!, /plusieurs sociétés ont ce SIREN dans Data Sharing, « Nord » \(1\), « Sud »/);
  assert.deepEqual(told(companies, [shown("2", S1), shown("1", S1)]), ["1 tied 1", "2 tied 2"]);
});

Deno.test("decideIdentities() refuses both of two tokens with the SIREN of one company", () => {
  const companies = [known("1", { ds: { id: "1", siren: S1 } })];
  for (const text of told(companies, [shown("900", S1), shown("901", S1)])) {
    assert.match(text, /plusieurs sociétés l'ont dans l'API, « N900 » \(900\), « N901 » \(901\)/);
  }
});

Deno.test("decideIdentities() makes a company new when all of its SIREN are tied", () => {
  const companies = [known("1", { ds: { id: "1", siren: S1 } })];
  assert.deepEqual(told(companies, [shown("1", S1), shown("901", S1)]), [
    "1 tied 1",
    "901 new 901",
  ]);
});

Deno.test("decideIdentities() ties a company of a firm to whatever source knows it", () => {
  const companies = [
    known("7", { ds: { id: "7", siren: S1 } }),
    known("8", { api: { id: "900", siren: null } }),
    known("9", { firm: { id: "9", siren: null } }),
  ];
  assert.deepEqual(told(companies, [shown("901", S1), shown("900", S2), shown("9", S2)], "firm"), [
    "9 same 9",
    "900 tied 8",
    "901 tied 7",
  ]);
  assert.deepEqual(told(companies, [shown("9", S1)], "data_sharing"), ["9 tied 9"]);
  assert.deepEqual(told(companies, [shown("9", null)], "api"), ["9 tied 9"]);
});

Deno.test("decideIdentities() lets the SIREN of Data Sharing decide among three sources", () => {
  const company = known("7", {
    ...{ ds: { id: "7", siren: S2 }, api: { id: "900", siren: S1 }, name: "Alpha" },
  });
  const [byId] = told([company], [shown("900", S1)], "firm");
  assert.match(byId!, /^900 refused .*« Alpha » \(Data Sharing, SIREN 552100554\)/);
  const [bySiren] = told([company], [shown("901", S1)], "firm");
  assert.match(bySiren!, /Data Sharing lui donne maintenant le SIREN 552100554/);
  assert.deepEqual(told([company], [shown("900", S2)], "firm"), ["900 tied 7"]);
});

Deno.test("decideIdentities() refuses an equal name that no SIREN confirms", () => {
  const companies = [known("1", { ds: { id: "1", siren: S1 }, name: "Café du Marché" })];
  const [text] = told(companies, [shown("900", null, "CAFE DU MARCHE")]);
  assert.match(text!, /même nom, aucun SIREN pour le confirmer ; renseignez le SIREN dans/);
  assert.deepEqual(told(companies, [shown("900", null, "Café d'en face")]), ["900 new 900"]);
  assert.deepEqual(told(companies, [shown("900", S2, "Café du Marché")]), ["900 new 900"]);
  const without = [known("1", { ds: { id: "1", siren: null }, name: "Café du Marché" })];
  assert.match(told(without, [shown("900", S2, "Café du Marché")])[0]!, /même nom/);
});

/** Few ids, SIREN and names, so that they meet. */
const id = fc.integer({ min: 1, max: 9 }).map(String);
const siren = fc.constantFrom(null, S1, S2, "443061841");
const name = fc.constantFrom("Alpha", "ALPHA", "Bêta", "Gamma");
const plain = { noNullPrototype: true };
const identity = fc.record({ id, siren }, plain);
const knownCompanies = fc.uniqueArray(
  fc.record({
    companyId: id,
    name,
    data_sharing: fc.option(identity),
    api: fc.option(identity),
    firm: fc.option(identity),
    inDataSharing: fc.boolean(),
  }, plain),
  {
    maxLength: 6,
    comparator: (a, b) =>
      a.companyId === b.companyId ||
      (a.api !== null && a.api.id === b.api?.id) ||
      (a.firm !== null && a.firm.id === b.firm?.id) ||
      (a.data_sharing !== null && a.data_sharing.id === b.data_sharing?.id),
  },
);
const shownCompanies = fc.array(fc.record({ id, siren, name }, plain), { maxLength: 8 });
const source = fc.constantFrom<CompanySource>("data_sharing", "api", "firm");

/** The companies after a registration. */
function after(
  companies: readonly KnownCompany[],
  decisions: readonly Decision[],
  origin: CompanySource,
): KnownCompany[] {
  const byId = new Map(companies.map((company) => [company.companyId, company]));
  for (const { kind, shown, companyId } of decisions) {
    if (kind === "refused") continue;
    const old = byId.get(companyId) ?? known(companyId, { name: shown.name });
    byId.set(companyId, { ...old, [origin]: { id: shown.id, siren: shown.siren } });
  }
  return [...byId.values()];
}

Deno.test("decideIdentities() depends on no order", () => {
  const shuffled = fc.tuple(knownCompanies, shownCompanies, source).chain((given) =>
    fc.tuple(
      fc.constant(given),
      fc.shuffledSubarray(given[0], { minLength: given[0].length }),
      fc.shuffledSubarray(given[1], { minLength: given[1].length }),
    )
  );
  fc.assert(fc.property(shuffled, ([[companies, identities, origin], others, turned]) => {
    const decisions = decideIdentities(companies, identities, origin);
    assert.deepEqual(decideIdentities(others, turned, origin), decisions);
    assert.equal(decisions.length, new Set(identities.map((one) => one.id)).size);
  }));
});

Deno.test("decideIdentities() gives one company one id, and one id one company", () => {
  fc.assert(fc.property(knownCompanies, shownCompanies, source, (companies, identities, origin) => {
    const decisions = decideIdentities(companies, identities, origin);
    const accepted = decisions.filter(({ kind }) => kind !== "refused");
    const ids = accepted.map(({ companyId }) => companyId);
    assert.equal(new Set(ids).size, ids.length);
    for (const { kind, shown, companyId } of accepted) {
      const company = companies.find((one) => one.companyId === companyId);
      const own = company?.[origin]?.id ?? null;
      assert.equal(own, kind === "same" ? shown.id : null);
      assert.equal(company === undefined, kind === "new");
    }
    for (const company of companies) {
      const decision = decisions.find(({ shown }) => shown.id === company[origin]?.id);
      if (decision) assert.equal(decision.companyId, company.companyId);
    }
  }));
});

Deno.test("decideIdentities() ties no two SIREN, and keeps what it decided", () => {
  fc.assert(fc.property(knownCompanies, shownCompanies, source, (companies, identities, origin) => {
    const decisions = decideIdentities(companies, identities, origin);
    const next = after(companies, decisions, origin);
    for (const { kind, companyId, shown } of decisions) {
      if (kind !== "tied") continue;
      const company = next.find((one) => one.companyId === companyId)!;
      const beside = identitiesBeside(company, origin);
      // Of several Data Sharing's counts; where it has none, they may not agree among themselves.
      const counted = beside.find(({ source, siren }) => source === "data_sharing" && siren) ??
        (beside.length === 1 ? beside[0]! : null);
      const sirens = [shown.siren, counted?.siren ?? null].filter((one) => one !== null);
      assert.ok(new Set(sirens).size < 2, JSON.stringify(shown));
    }
    const again = decideIdentities(next, identities, origin);
    for (const [i, decision] of decisions.entries()) {
      if (decision.kind === "refused") continue;
      assert.deepEqual(again[i], { ...decision, kind: "same" });
    }
  }));
});

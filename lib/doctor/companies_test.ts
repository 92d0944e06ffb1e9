import assert from "node:assert/strict";
import type { ApiToken } from "../sync/mod.ts";
import { tieCompanies } from "./companies.ts";

const PHARMACY = { id: "7", name: "Pharmacie", siren: "732829320" };
const AGENCY = { id: "8", name: "Agence", siren: null };

function token(position: number): ApiToken {
  return { position, hash: `h${position}`, client: () => Promise.reject(new Error("not asked")) };
}

Deno.test("tieCompanies() ties by SIREN and names the company after Data Sharing", () => {
  const api = [{ ...PHARMACY, id: "900", name: "PHARMACIE SARL", token: token(1) }];
  const { companies, refusedTokens } = tieCompanies({
    ...{ known: [], dataSharing: [PHARMACY, AGENCY], api },
  });
  assert.deepEqual(companies.map((one) => [one.name, one.dataSharingId, one.token?.position]), [
    ["Agence", "8", undefined],
    ["Pharmacie", "7", 1],
  ]);
  assert.equal(refusedTokens.size, 0);
});

Deno.test("tieCompanies() refuses a token whose company could be another", () => {
  const api = [{ ...AGENCY, id: "900", token: token(2) }];
  const { companies, refusedTokens } = tieCompanies({ known: [], dataSharing: [AGENCY], api });
  assert.match(refusedTokens.get(2)!, /^Impossible de rattacher la société « Agence »/);
  assert.deepEqual(companies.map(({ token }) => token), [null]);
});

Deno.test("tieCompanies() gives a company of two tokens the first", () => {
  const api = [{ ...PHARMACY, token: token(1) }, { ...PHARMACY, token: token(2) }];
  const { companies } = tieCompanies({ known: [], dataSharing: null, api });
  assert.deepEqual(companies.map(({ token }) => token?.position), [1]);
});

Deno.test("tieCompanies() counts what Data Sharing showed last when it cannot be read", () => {
  const known = [{
    ...{ companyId: "7", name: "Pharmacie", api: null, inDataSharing: true },
    data_sharing: { id: "7", siren: "732829320" },
  }];
  const unread = tieCompanies({ known, dataSharing: null, api: [] });
  assert.deepEqual(unread.companies.map(({ dataSharingId }) => dataSharingId), ["7"]);
  const gone = tieCompanies({ known, dataSharing: [AGENCY], api: [] });
  assert.deepEqual(gone.companies.map(({ name }) => name), ["Agence"]);
});

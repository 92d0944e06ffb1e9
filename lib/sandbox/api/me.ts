import type { ApiRequest } from "./types.ts";

/** What `/me` answers: user, company and scopes of the token. */
export function me(request: ApiRequest): Record<string, unknown> {
  const { company, scopes, context } = request;
  return {
    user: {
      id: 4_200_000 + company.companyId % 1_000_000,
      first_name: "Camille",
      last_name: "Démonstration",
      email: "camille@example.com",
      locale: "fr",
    },
    company: {
      id: company.apiId,
      name: company.name,
      reg_no: context.faults.strike("no_reg_no", request.path) ? "" : company.regNo,
      accounting_logic: "FR_PCG",
    },
    scopes: [...scopes],
  };
}

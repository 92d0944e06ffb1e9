import type { SandboxApi, SandboxFirmToken } from "../../lib/sandbox/api/mod.ts";
import { ALL_FIRM_SCOPES } from "../../lib/sandbox/api/mod.ts";
import { type Answer, getFrom } from "./_sandbox_api.ts";

/** The token of a firm with all companies and every scope that reads. */
export const FIRM: SandboxFirmToken = { token: "cabinet", scopes: ALL_FIRM_SCOPES };

/** Ids of the companies in the Firm API: the agency has the id that its own token shows. */
export const FIRM_COMPANIES = [21_847_061, 91_847_174, 21_847_287] as const;

/** GET of a path under the root of the Firm API, with the firm's token or another text. */
export function getFirm(api: SandboxApi, path: string, token = FIRM.token): Promise<Answer> {
  return getFrom(api, api.firmBaseUrl + path, token);
}

/** POST of a JSON body. */
export async function postFirm(api: SandboxApi, path: string, body: unknown): Promise<Answer> {
  const response = await fetch(api.firmBaseUrl + path, {
    method: "POST",
    headers: { authorization: `Bearer ${FIRM.token}` },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const { status, headers } = response;
  return { status, headers, text, json: JSON.parse(text) };
}

import { runPool } from "../../base/mod.ts";
import {
  AuthenticationError,
  BaseUrlError,
  type FirmCompanyRow,
  PennylaneDataError,
  PennylaneServiceError,
  ScopeError,
} from "../../connectors/pennylane/mod.ts";
import type { FirmToken } from "../types.ts";

/** Tokens that are asked at once. */
const TOKENS_AT_ONCE = 4;
/** A list by page numbers that changes while it is read is read anew. */
const ATTEMPTS = 3;

/** What the Firm API said of a token: the companies that it opens, or why it is of no use in this run. */
export type FirmAnswer =
  | {
    readonly token: FirmToken;
    readonly companies: readonly FirmCompanyRow[];
    readonly error: null;
  }
  | { readonly token: FirmToken; readonly companies: null; readonly error: Error };

/** What other sources can do without: the token is refused, its answers are of no use, or nobody answers. */
const OF_TOKEN = [
  ...[AuthenticationError, ScopeError, BaseUrlError],
  ...[PennylaneDataError, PennylaneServiceError],
];

/**
 * Asks which companies each token of a firm opens.
 *
 * @param tokens Of any number.
 * @returns An answer for each, in their order.
 * @throws {UsageError} The proxy refuses: that holds for every API.
 */
export async function askFirms(tokens: readonly FirmToken[]): Promise<FirmAnswer[]> {
  const answers: FirmAnswer[] = [];
  await runPool(tokens, async (token, i) => {
    try {
      answers[i] = { token, companies: await companiesOf(token), error: null };
    } catch (error) {
      if (!OF_TOKEN.some((type) => error instanceof type)) throw error;
      answers[i] = { token, companies: null, error: error as Error };
    }
  }, { jobs: TOKENS_AT_ONCE });
  return answers;
}

async function companiesOf(token: FirmToken): Promise<FirmCompanyRow[]> {
  const firm = await token.client();
  for (let attempt = 1;; attempt++) {
    try {
      return await firm.companies.list().toArray();
    } catch (error) {
      const isMoved = error instanceof PennylaneDataError && error.retriable;
      if (!isMoved || attempt === ATTEMPTS) throw error;
    }
  }
}

import { runPool } from "../../base/mod.ts";
import {
  type Account,
  AuthenticationError,
  BaseUrlError,
  NetworkError,
  PennylaneDataError,
  RateLimitError,
  ScopeError,
  ServerError,
  TimeoutError,
} from "../../connectors/pennylane/mod.ts";
import type { ApiToken } from "../types.ts";

/** Tokens that are asked at once. */
const TOKENS_AT_ONCE = 8;

/** The token is of no use, whatever the API does. */
const REFUSALS = [AuthenticationError, ScopeError, PennylaneDataError] as const;

/** The API did not answer as it should: a fault of this token as long as others are answered. */
const SILENCES = [BaseUrlError, NetworkError, RateLimitError, ServerError, TimeoutError] as const;

/** What the API said of a token: whom it stands for, or why it is of no use in this run. */
export type TokenAnswer =
  | { readonly token: ApiToken; readonly account: Account; readonly error: null }
  | { readonly token: ApiToken; readonly account: null; readonly error: Error };

/**
 * Asks Pennylane whom each token stands for. A token that is not answered stops the others only when nobody is: it is a
 * fault of its company in this run, and is asked again in the next.
 *
 * @param tokens Of any number.
 * @returns An answer for each, in their order.
 * @throws {UsageError} Base URL or proxy are wrong: that holds for all tokens.
 * @throws {ServiceError} The API cannot be reached: no token is answered, or many one after the other are not.
 */
export async function askTokens(tokens: readonly ApiToken[]): Promise<TokenAnswer[]> {
  const answers: TokenAnswer[] = [];
  const enough = Math.min(TOKENS_AT_ONCE, tokens.length);
  const failed = new AbortController();
  let silent = 0;
  await runPool(tokens, async (token, i) => {
    try {
      const answer = await ask(token);
      answers[i] = answer;
      silent = answer.error !== null && isSilence(answer.error) ? silent + 1 : 0;
      if (silent >= enough) throw answer.error;
    } catch (error) {
      failed.abort();
      throw error;
    }
  }, { jobs: TOKENS_AT_ONCE, signal: failed.signal });
  return answers;
}

async function ask(token: ApiToken): Promise<TokenAnswer> {
  try {
    return { token, account: await (await token.client()).me(), error: null };
  } catch (error) {
    if (!(error instanceof Error) || !(isRefusal(error) || isSilence(error))) throw error;
    return { token, account: null, error };
  }
}

function isRefusal(error: Error): boolean {
  return REFUSALS.some((type) => error instanceof type);
}

function isSilence(error: Error): boolean {
  return SILENCES.some((type) => error instanceof type);
}

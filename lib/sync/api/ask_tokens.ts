import { runPool } from "../../base/mod.ts";
import {
  type Account,
  AuthenticationError,
  PennylaneDataError,
  ScopeError,
} from "../../connectors/pennylane/mod.ts";
import type { ApiToken } from "../types.ts";

/** Tokens that are asked at once. */
const TOKENS_AT_ONCE = 8;

/** What the API said of a token: whom it stands for, or why it is of no use. */
export type TokenAnswer =
  | { readonly token: ApiToken; readonly account: Account; readonly error: null }
  | {
    readonly token: ApiToken;
    readonly account: null;
    readonly error: AuthenticationError | ScopeError | PennylaneDataError;
  };

/**
 * Asks Pennylane whom each token stands for.
 *
 * @param tokens Of any number.
 * @returns An answer for each, in their order.
 * @throws {UsageError} Base URL or proxy are wrong: that holds for all tokens.
 * @throws {ServiceError} The API cannot be reached.
 */
export async function askTokens(tokens: readonly ApiToken[]): Promise<TokenAnswer[]> {
  const answers: TokenAnswer[] = [];
  const failed = new AbortController();
  await runPool(tokens, async (token, i) => {
    answers[i] = await ask(token).catch((error) => {
      failed.abort();
      throw error;
    });
  }, { jobs: TOKENS_AT_ONCE, signal: failed.signal });
  return answers;
}

async function ask(token: ApiToken): Promise<TokenAnswer> {
  try {
    return { token, account: await (await token.client()).me(), error: null };
  } catch (error) {
    if (!concernsTokenAlone(error)) throw error;
    return { token, account: null, error };
  }
}

function concernsTokenAlone(
  error: unknown,
): error is AuthenticationError | ScopeError | PennylaneDataError {
  return error instanceof AuthenticationError || error instanceof ScopeError ||
    error instanceof PennylaneDataError;
}

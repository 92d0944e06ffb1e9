import {
  type Account,
  AuthenticationError,
  BaseUrlError,
  type Listing,
  NetworkError,
  PennylaneDataError,
  ProxyError,
  ScopeError,
} from "../connectors/pennylane/mod.ts";
import { type ApiAccess, PennylaneBusyError } from "./api_access.ts";
import type { ReadRight, ResourceName } from "./read_rights.ts";
import { TimeLimitError } from "./within.ts";

/** Status of a budget that is used up: each token has its own. */
const TOO_MANY = 429;

/** Whom a token stands for, or why it cannot tell. */
export type TokenAnswer =
  | { readonly access: ApiAccess; readonly account: Account; readonly error: null }
  | { readonly access: ApiAccess; readonly account: null; readonly error: unknown };

/** How reading with a token went. */
export interface TokenReading {
  /** Scopes with which nothing could be read. */
  readonly refused: ReadonlySet<string>;
  /** Resources whose answer is of no use. */
  readonly broken: ReadonlyMap<ResourceName, unknown>;
  /** What ended the reading before all was tried; null: nothing. */
  readonly ended: unknown;
}

/**
 * Asks whom a token stands for.
 *
 * @param access The token.
 * @returns Its account, or what was thrown.
 */
export async function askToken(access: ApiAccess): Promise<TokenAnswer> {
  try {
    return { access, account: await access.call((client) => client.me()), error: null };
  } catch (error) {
    return { access, account: null, error: error ?? new Error("unknown") };
  }
}

/**
 * Whether an error is of the way to Pennylane: then it is the same for every token.
 *
 * @param error Anything thrown by {@linkcode askToken}.
 */
export function concernsAllTokens(error: unknown): boolean {
  if (error instanceof PennylaneBusyError) return error.status !== TOO_MANY;
  return [NetworkError, ProxyError, BaseUrlError, TimeLimitError]
    .some((type) => error instanceof type);
}

/**
 * Reads one row of each resource that Penny reads: a scope may be announced and refused all the same.
 *
 * @param access The token.
 * @param rights What is read, in order.
 * @param year A year that the trial balance is asked for.
 * @returns What was refused.
 */
export async function tryRights(
  access: ApiAccess,
  rights: readonly ReadRight[],
  year: string,
): Promise<TokenReading> {
  const refused = new Set<string>();
  const broken = new Map<ResourceName, unknown>();
  for (const { scope, resources } of rights) {
    for (const resource of resources) {
      try {
        await readOneRow(access, resource, year);
      } catch (error) {
        if (error instanceof ScopeError) refused.add(scope);
        else if (error instanceof PennylaneDataError) broken.set(resource, error);
        else return { refused, broken, ended: error ?? new Error("unknown") };
      }
    }
  }
  return { refused, broken, ended: null };
}

/** Every list of the client takes these; the types of the single ones are narrower than a loop can use. */
interface AnyList {
  list(options: Readonly<Record<string, unknown>>): Listing<unknown>;
}

async function readOneRow(access: ApiAccess, resource: ResourceName, year: string): Promise<void> {
  const period = { from: `${year}-01-01`, to: `${year}-12-31` };
  const options = { limit: 1, ...(resource === "trialBalance" ? period : {}) };
  await access.call(async (client) => {
    const list = client[resource] as unknown as AnyList;
    for await (const _page of list.list(options).pages()) break;
  });
}

/** Whether a token was refused as such: wrong, expired or revoked. */
export function isUnauthorized(error: unknown): boolean {
  return error instanceof AuthenticationError;
}

/** Scopes that write; the API has no other ending for them. */
export function writeScopes({ scopes }: Account): string[] {
  return scopes.filter((scope) => scope.endsWith(":all"));
}

/** Whether the API announces that a token may read. */
export function announces({ scopes }: Account, scope: string): boolean {
  return scopes.includes(scope) || scopes.includes(scope.replace(/:readonly$/, ":all"));
}

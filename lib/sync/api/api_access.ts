import type {
  Change,
  ChangeFeed,
  ChangesOptions,
  FirmCompany,
  FirmFeed,
  Listing,
  Pennylane,
} from "../../connectors/pennylane/mod.ts";
import type { SourceName } from "../../domains/mod.ts";
import type { Unit } from "../types.ts";

/** A source that is read as an API: by a company's token, or by that of its firm. */
export type ApiSource = Exclude<SourceName, "data_sharing">;

/** A client of one company. */
export type ApiClient = Pennylane | FirmCompany;

/** What reads a company. */
export interface ApiAccess {
  /** Of address and token. */
  readonly hash: string;
  /** Opens the client at the first call. */
  client(): Promise<ApiClient>;
}

/**
 * The API that a unit is read from.
 *
 * @param unit Any unit but of Data Sharing.
 */
export function apiSource({ source }: Pick<Unit, "source">): ApiSource {
  if (source === "data_sharing") throw new RangeError("Cannot read Data Sharing as an API");
  return source;
}

/**
 * What reads the company of a unit.
 *
 * @param unit Of a company that its source shows.
 */
export function accessOf({ source, company }: Pick<Unit, "source" | "company">): ApiAccess {
  if (source === "api") return company.token!;
  const { token, id } = company.firm!;
  return {
    hash: token.hash,
    client: async () => (await token.client()).company(Number(id)),
  };
}

/**
 * The events of a change feed.
 *
 * @param client Of a company.
 * @param feed One that its API has.
 * @param options From when on.
 */
export function changesOf(
  client: ApiClient,
  feed: ChangeFeed,
  options: ChangesOptions,
): Listing<Change> {
  return "me" in client ? client.changes(feed, options) : client.changes(feed as FirmFeed, options);
}

import { knownKeys } from "../../connectors/pennylane/mod.ts";
import { MAX_FOUND } from "../found_columns.ts";
import type { ApiSource } from "./api_access.ts";
import type { ApiRow } from "./resource_pages.ts";

/** Temporary links to files are called so. */
const LINK_NAME = /(^|_)(url|link)s?$/;
const LINK = /^https?:\/\/\S*$/;

/** The keys that come in the rows of a reading: those that nobody knows, and those that no longer come. */
export class RowKeys {
  readonly #known: ReadonlySet<string>;
  /** Found by a reading of before. */
  readonly #found: ReadonlySet<string>;
  /** Keys that are used and that every row should have. */
  readonly #expected: readonly string[];
  readonly #new = new Set<string>();
  readonly #seen = new Set<string>();
  readonly #room: number;

  /**
   * @param resource Whose rows come; keys of one that has no list are not looked at.
   * @param options `source`: which API; `used`: keys that are kept anyhow; `found`: those among them that were found before.
   */
  constructor(
    resource: string,
    { source, used, found }: {
      readonly source: ApiSource;
      readonly used: readonly string[];
      readonly found: readonly string[];
    },
  ) {
    const known = knownKeys(resource, source);
    this.#known = new Set(["id", ...used, ...known?.all ?? []]);
    this.#found = new Set(found);
    this.#expected = known === null
      ? []
      : used.filter((key) => this.#found.has(key) || known.required.has(key));
    // One more, so that it can be told which were left.
    this.#room = known === null ? 0 : MAX_FOUND + 1 - found.length;
  }

  /** Those that nobody knew. */
  get new(): readonly string[] {
    return [...this.#new];
  }

  /** Those that should have come, and that no row had; none as long as there was no row. */
  get absent(): readonly string[] {
    return this.#seen.size === 0 ? [] : this.#expected.filter((key) => !this.#seen.has(key));
  }

  /**
   * Whether some of these keys have come.
   *
   * @param keys Those that were absent before.
   */
  hasSeen(keys: readonly string[]): boolean {
    return keys.some((key) => this.#seen.has(key));
  }

  /**
   * The keys of a row that this version of Penny does not know, found before or new.
   *
   * @param row As the API gave it.
   * @returns Keys and values without links: these die within half an hour, and must not be kept.
   */
  entriesOf(row: ApiRow): [string, unknown][] {
    return Object.entries(row).flatMap(([key, value]): [string, unknown][] => {
      this.#seen.add(key);
      if (this.#found.has(key)) return [[key, withoutLinks(value)]];
      if (this.#known.has(key) || LINK_NAME.test(key) || isLink(value)) return [];
      if (!this.#new.has(key) && this.#new.size >= this.#room) return [];
      this.#new.add(key);
      return [[key, withoutLinks(value)]];
    });
  }
}

function isLink(value: unknown): boolean {
  return typeof value === "string" && LINK.test(value);
}

function withoutLinks(value: unknown): unknown {
  if (isLink(value)) return null;
  if (Array.isArray(value)) return value.map(withoutLinks);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, withoutLinks(one)]),
  );
}

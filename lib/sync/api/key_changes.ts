import { type Queryable, quoteIdentifier } from "../../connectors/postgres/mod.ts";
import { SOURCE_PHRASES } from "../../domains/mod.ts";
import { addFound, type FoundColumn, nameFound } from "../found_columns.ts";
import { foundNotes } from "../found_notes.ts";
import { mirrorTable } from "../mirror_table.ts";
import type { Unit } from "../types.ts";
import { apiSource } from "./api_access.ts";
import { type ApiReading, mainOf, type ReadPart } from "./api_reading.ts";
import { apiMapping } from "./mapping.ts";
import { FeedGapError } from "./read_feed.ts";
import { RowKeys } from "./row_keys.ts";

/** Changes show other keys than the rows of before have: everything is to be read again. */
export class KeysChangedError extends FeedGapError {}

/**
 * Keeps what will come of keys in a reading.
 *
 * @param unit What was asked for.
 * @param parts What is read.
 */
export function rowKeysOf(unit: Unit, parts: readonly ReadPart[]): RowKeys {
  const source = apiSource(unit);
  const used = parts.flatMap(({ mapping }) => mapping.keys[mapping.main] ?? []);
  const found = parts.flatMap(({ domain }) =>
    domain.columns.flatMap((one) =>
      one.found && one.sources[source] !== null ? one.sources[source] : []
    )
  );
  return new RowKeys(mainOf(parts), {
    ...{ source, used: [...new Set(used)], found: [...new Set(found)] },
  });
}

/** All values of the API are kept as text: a key whose first values are numbers may hold anything later. */
function columnsOf({ new: names }: RowKeys): FoundColumn[] {
  return names.map((sourceName) => ({ sourceName, type: "text" }));
}

/**
 * Refuses to go on with changes alone when their rows have keys that the others have not, or the other way round.
 *
 * @param reading The unit; its changes have been read.
 * @throws {KeysChangedError} Columns came, went, or came back.
 */
export function refuseOtherKeys({ unit, rowKeys, parts, cursor }: ApiReading): void {
  const source = apiSource(unit);
  const found = columnsOf(rowKeys);
  const added = parts.flatMap(({ domain }) => nameFound(domain, source, { found }).added);
  const names = [...new Set(added.map(({ sources }) => sources[source]!))];
  if (names.length > 0) {
    throw new KeysChangedError(`de nouvelles colonnes sont à lire (${names.join(", ")})`);
  }
  const before = cursor?.absent ?? [];
  const lost = rowKeys.absent.filter((key) => !before.includes(key));
  if (lost.length > 0) {
    throw new KeysChangedError(`des colonnes ont disparu de l'API (${lost.join(", ")})`);
  }
  if (rowKeys.hasSeen(before)) {
    throw new KeysChangedError("des colonnes qui avaient disparu sont revenues");
  }
}

/** Whether no key came back or went since the last whole reading. */
export function haveSameKeys({ rowKeys, cursor }: ApiReading): boolean {
  const before = cursor?.absent ?? [];
  return rowKeys.absent.every((key) => before.includes(key)) && !rowKeys.hasSeen(before);
}

/**
 * Adds the columns of new keys to the mirrors, so that the rows that were read fill them.
 *
 * @param reading The unit; all its rows have been read.
 * @returns The same with the domains and mappings that compose them; the same object when nothing is new.
 * @throws {DataError} Readers of the mirror kept the change out for 30 seconds.
 */
export async function takeNewKeys(reading: ApiReading): Promise<ApiReading> {
  const { context, session, rowKeys, note } = reading;
  if (rowKeys.new.length === 0) return reading;
  const source = apiSource(reading.unit);
  const parts: ReadPart[] = [];
  for (const part of reading.parts) {
    const found = await addFound(session, part.domain.name, {
      ...{ source, found: columnsOf(rowKeys), now: context.clock.now() },
    });
    foundNotes(found, source).forEach(note);
    parts.push({ ...part, domain: found.domain, mapping: apiMapping(found.domain, source)! });
  }
  return { ...reading, parts };
}

/**
 * The columns that a whole reading gives: not those whose keys no row had any more, which become empty.
 *
 * @param reading The unit; those that had values are told.
 * @param part One of its domains.
 * @returns Canonical names.
 */
export async function givenBy(reading: ApiReading, part: ReadPart): Promise<readonly string[]> {
  const { session, rowKeys, note, unit: { source, company } } = reading;
  const { mapping, domain } = part;
  const lost = mapping.columnsLost(new Set(rowKeys.absent));
  if (lost.length === 0) return mapping.columns;
  const told = await withValues(session, mirrorTable(domain, source), {
    names: lost,
    companyId: company.companyId,
  });
  if (told.length > 0) note(`Absentes avec ${SOURCE_PHRASES[source]}, vides : ${told.join(", ")}`);
  return mapping.columns.filter((name) => !lost.includes(name));
}

async function withValues(
  session: Queryable,
  mirror: string,
  { names, companyId }: { readonly names: readonly string[]; readonly companyId: string },
): Promise<string[]> {
  const counts = names.map((name) => `count(${quoteIdentifier(name)}) > 0`).join(", ");
  const [row] = await session.rows(
    `SELECT ${counts} FROM ${mirror} WHERE company_id = $1 AND _deleted_at IS NULL`,
    [companyId],
  );
  return names.filter((_, i) => row![i] === "t");
}

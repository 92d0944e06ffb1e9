/** The twelve domains and those on which they stand, as data. Imports only `base`. @module */
export { addedColumns } from "./added_columns.ts";
export { columnOf, domainOf, DOMAINS } from "./domains.ts";
export { dictionaryMarkdown } from "./dictionary.ts";
export { columnsReadBy, SOURCE_PHRASES, SOURCE_TITLES, unavailable } from "./sources.ts";
export { DOMAIN_NAMES } from "./types.ts";
export type {
  AnyDomainName,
  BalanceGate,
  Column,
  ColumnSources,
  ColumnType,
  Domain,
  DomainName,
  ShrinkLimits,
  SourceName,
} from "./types.ts";

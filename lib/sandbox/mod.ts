/** Synthetic French companies and the Data Sharing stand-in that holds their books. @module */
export { answerKey } from "./answer_key.ts";
export { createSandboxReader } from "./create_reader.ts";
export { generateBooks } from "./generate.ts";
export { loadSandbox } from "./load_sandbox.ts";
export type { SandboxSummary } from "./load_sandbox.ts";
export { madeSandbox } from "./made_sandbox.ts";
export type { MadeSandbox } from "./made_sandbox.ts";
export { READER_ROLE } from "./reader_rights.ts";
export { GENERATOR_VERSION } from "./version.ts";
export type { MistakeKind, PlantedMistake } from "./planted/types.ts";
export type {
  BookItem,
  BooksOptions,
  Company,
  CompanyBooks,
  Entry,
  FiscalYear,
  Invoice,
  Line,
  ThirdParty,
  Trade,
  Transaction,
} from "./types.ts";

import type { RunUse } from "./companies_fleet.ts";
import type { AskedRequests } from "./companies_source.ts";

/** Where the companies are read. */
export type CompaniesSource = "firm" | "data-sharing";

/** What is measured. */
export interface CompaniesTask {
  readonly companies: number;
  /** Numbers of worker processes, one measure after the other. */
  readonly workers: readonly number[];
  readonly sources: readonly CompaniesSource[];
  /** An empty database of the user; null: an embedded server for each measure. */
  readonly database: URL | null;
  /** How many times Pennylane's limit is allowed. */
  readonly speeds: readonly [first: number, unchanged: number];
  /** Firms, each with a token and its share of the companies. */
  readonly tokens: number;
  /** Kernels at once in each worker. */
  readonly jobs: number;
  /** Companies a job; null: as many as Penny takes by itself. */
  readonly batch: number | null;
}

/** What one run took. */
export interface CompaniesRun extends RunUse {
  readonly source: CompaniesSource;
  readonly workers: number;
  /** The second run, which finds nothing new. */
  readonly unchanged: boolean;
  /** Requests a second that are allowed; null through Data Sharing, with `asked`. */
  readonly limit: number | null;
  readonly asked: AskedRequests | null;
  /** Published, in all tables. */
  readonly rows: number;
  /** The warehouse, on all its servers, in bytes. */
  readonly databaseBytes: number;
  /** Seconds of the jobs of each notebook, those of all batches together. */
  readonly jobSeconds: readonly { readonly notebook: string; readonly seconds: number }[];
}

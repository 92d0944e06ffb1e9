/** MIME type of the messages by which library calls tell the runner what happened. */
export const EVENT_MIME = "application/vnd.penny.event+json";

/** How one unit of work (source × domain × company) ended. */
export interface UnitEvent {
  readonly type: "unit";
  readonly domain: string;
  readonly source: string;
  /** 64-bit, as text. */
  readonly companyId: string;
  readonly company: string;
  /** `red`: a blocking check refused the rows, the old ones stay; `failed`: an error; `fresh`: read by another process of this run. */
  readonly status: "ok" | "fresh" | "red" | "failed";
  /** French, for `red` and `failed`. */
  readonly reason?: string;
  /** For `failed`: another try may succeed. @default false */
  readonly retriable?: boolean;
  /** Rows of the unit after the merge. */
  readonly rows: number;
}

/** How the publication of one table ended, all companies together. */
export interface PublicationEvent {
  readonly type: "publication";
  /** `schema.table`. */
  readonly table: string;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  readonly unchanged: number;
  /** Companies that kept their old rows, with the French reason. */
  readonly failures: readonly { readonly company: string; readonly reason: string }[];
}

/** A step that takes time: what is going on, in French. */
export interface ProgressEvent {
  readonly type: "progress";
  readonly text: string;
  /** Rows read or written by this step so far. @default not known */
  readonly rows?: number;
  /** Requests of this step; `expected` is null while their number is not known. @default it makes none */
  readonly requests?: { readonly done: number; readonly expected: number | null };
}

/** The domain cannot be given by any configured source: the notebook counts as `ignoré`, not as failed. */
export interface SkippedEvent {
  readonly type: "skipped";
  readonly reason: string;
}

/** What a library call tells the runner. */
export type PennyEvent = UnitEvent | PublicationEvent | ProgressEvent | SkippedEvent;

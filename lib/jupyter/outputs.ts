/** Representations of one value by MIME type: text, base64 for images, a JSON value for JSON types. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** Text written to an output stream. */
export interface StreamOutput {
  readonly output_type: "stream";
  readonly name: "stdout" | "stderr";
  text: string;
}

/** Something that was displayed. */
export interface DisplayOutput {
  readonly output_type: "display_data";
  data: MimeBundle;
  metadata: Readonly<Record<string, unknown>>;
}

/** The value of a cell. */
export interface ResultOutput {
  readonly output_type: "execute_result";
  execution_count: number | null;
  data: MimeBundle;
  metadata: Readonly<Record<string, unknown>>;
}

/** What went wrong in a cell. */
export interface ErrorOutput {
  readonly output_type: "error";
  readonly ename: string;
  readonly evalue: string;
  /** Lines, possibly with ANSI colours. */
  readonly traceback: readonly string[];
}

/** An output in the form of nbformat 4. */
export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

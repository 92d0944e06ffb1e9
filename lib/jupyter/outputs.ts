/** Representations of one value by MIME type: text, base64 for images, a JSON value for JSON types. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** Text written to an output stream. */
export interface StreamOutput {
  /** Tells the kind of output. */
  readonly output_type: "stream";
  /** Where it was written to. */
  readonly name: "stdout" | "stderr";
  /** In one piece, with its line breaks. */
  text: string;
}

/** Something that was displayed. */
export interface DisplayOutput {
  /** Tells the kind of output. */
  readonly output_type: "display_data";
  /** What can be shown; changes when the display is updated. */
  data: MimeBundle;
  /** Hints by MIME type. */
  metadata: Readonly<Record<string, unknown>>;
}

/** The value of a cell. */
export interface ResultOutput {
  /** Tells the kind of output. */
  readonly output_type: "execute_result";
  /** Count of the cell. */
  execution_count: number | null;
  /** What can be shown. */
  data: MimeBundle;
  /** Hints by MIME type. */
  metadata: Readonly<Record<string, unknown>>;
}

/** What went wrong in a cell. */
export interface ErrorOutput {
  /** Tells the kind of output. */
  readonly output_type: "error";
  /** Name of the error's class. */
  readonly ename: string;
  /** Its message. */
  readonly evalue: string;
  /** Lines, possibly with ANSI colours. */
  readonly traceback: readonly string[];
}

/** An output in the form of nbformat 4. */
export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

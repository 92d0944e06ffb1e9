import type { Cell } from "./_cells.ts";

/** A column of a table to draw. */
export interface TableColumn {
  /** French header. */
  readonly header: string;
  /** Second line of the header, discreet: name and type. */
  readonly sub?: string;
  /** Tooltip of the header. */
  readonly title?: string;
  readonly align?: "left" | "right";
  /** Whether long text wraps instead of asking for a wider table. */
  readonly wrap?: boolean;
}

/** A table to draw. */
export interface Table {
  /** Title over the table; the text form leaves it to the caller. */
  readonly title?: string;
  /** Remark under a table without a title, such as its shape; likewise. */
  readonly remark?: string;
  /** What a screen reader says of a table with neither. */
  readonly label?: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** A line that tells of rows left out, drawn before row `at`. */
  readonly gap?: { readonly at: number; readonly text: string };
  readonly foot?: readonly Cell[];
}

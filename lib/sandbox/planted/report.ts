import type { Book } from "../book.ts";
import { type Day, isoDay } from "../calendar.ts";
import { type Cents, decimalOf } from "../money.ts";
import type { MistakeKind } from "./types.ts";

/** What a planted mistake tells of itself. */
export interface Confession {
  readonly what: string;
  readonly account?: string;
  readonly amount?: Cents;
  readonly day?: Day;
  readonly documents?: readonly number[];
  readonly details?: Readonly<Record<string, string>>;
}

/** Writes a planted mistake into the answer key. */
export function report(book: Book, kind: MistakeKind, confession: Confession): void {
  const { what, account, amount, day, documents = [], details = {} } = confession;
  book.emit({
    kind: "mistake",
    mistake: {
      kind,
      companyId: String(book.company.id),
      what,
      ...(account !== undefined && { account }),
      ...(amount !== undefined && { amount: decimalOf(amount) }),
      ...(day !== undefined && { date: isoDay(day) }),
      documentIds: documents.map(String),
      details,
    },
  });
}

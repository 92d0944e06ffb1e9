import type { Book, LineDraft } from "./book.ts";
import { frenchDay } from "./calendar.ts";
import { Order } from "./schedule.ts";

/** An accrual of the last day of a fiscal year. */
export interface Accrual {
  readonly label: string;
  readonly pieceRef: string;
  readonly lines: readonly LineDraft[];
  /** Books the opposite entry on the first day of the next fiscal year. @default true */
  readonly reversed?: boolean;
}

/**
 * Books an accrual (factures non parvenues, factures à établir, charges or produits constatés d'avance) on the last day of
 * the current fiscal year, and plans its reversal.
 *
 * @returns The id of the entry.
 */
export function accrue(book: Book, accrual: Accrual): number {
  const { end } = book.fiscalYear;
  const { label, pieceRef, lines } = accrual;
  const id = book.ids.next("document");
  const next = end + 1;
  const reversed = (accrual.reversed ?? true) && next <= book.today;
  const balance = (account: string) => /^(408|418|428|438|486|487)/.test(account);
  const letter = (line: LineDraft) => ({
    ...line,
    lettering: reversed && balance(line.account) ? id : null,
  });
  book.post({
    id,
    journal: "OD",
    day: end,
    label: `${label} au ${frenchDay(end)}`,
    pieceRef,
    lines: lines.map(letter),
  });
  if (accrual.reversed ?? true) {
    book.schedule.at(next, () => {
      book.post({
        journal: "OD",
        day: next,
        label: `Extourne - ${label}`,
        pieceRef,
        lines: lines.map((line) => ({ ...letter(line), amount: -line.amount })),
      });
    }, Order.reversal);
  }
  return id;
}

import assert from "node:assert/strict";
import { openTieOut, type TieOut, type TieOutChoice, tieOuts } from "../../lib/sync/mod.ts";
import type { Books } from "./_books.ts";

/** What a statement says, in short: difference, then what is and what is not explained by reason, with its rows. */
export function told(one: TieOut): [string, string[], string[]] {
  const parts = (list: TieOut["explained"]) =>
    list.map((part) => `${part.kind} ${part.amount} (${part.rows})`);
  return [one.difference, parts(one.explained), parts(one.unexplained.parts)];
}

/** The statements of a company. */
export async function statements(
  books: Books,
  choice: TieOutChoice,
  company = "1",
): Promise<TieOut[]> {
  return await tieOuts({ db: books.db, schema: "pennylane" }, choice, [company]);
}

/** The one statement of a subject, in short. */
export async function tell(books: Books, choice: TieOutChoice, subject?: string) {
  const all = await statements(books, choice);
  const found = subject === undefined ? all : all.filter((one) => one.subject === subject);
  assert.equal(found.length, 1, `statements: ${all.map((one) => one.subject)}`);
  return told(found[0]!);
}

/** The values of one statement's opened rows. */
export async function opened(books: Books, choice: TieOutChoice, subject: string) {
  const place = { db: books.db, schema: "pennylane" };
  return (await openTieOut(place, choice, { companyId: "1", subject })).rows;
}

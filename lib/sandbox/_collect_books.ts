import type { BookItem, CompanyBooks } from "./types.ts";

/** All items of one company, by kind: for tests, which look at a company as a whole. */
export type CollectedBooks = {
  readonly [K in BookItem["kind"]]: Extract<BookItem, { kind: K }>[];
};

/** Reads the books of a company to the end. */
export function collectBooks(books: CompanyBooks): CollectedBooks {
  const collected: Record<BookItem["kind"], BookItem[]> = {
    company: [],
    user: [],
    fiscalYear: [],
    thirdParty: [],
    entry: [],
    invoice: [],
    transaction: [],
    bankAccount: [],
    trialBalance: [],
    vatDeclaration: [],
    taxDeclaration: [],
    mistake: [],
  };
  for (const item of books.items()) collected[item.kind].push(item);
  return collected as unknown as CollectedBooks;
}

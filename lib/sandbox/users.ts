import type { Book } from "./book.ts";
import { FIRST_NAMES, LAST_NAMES } from "./names.ts";
import { codeOf } from "./names.ts";
import type { CompanyUser } from "./types.ts";

const ROLES = ["owner", "employee", "internal_accountant", "external_accountant"];

/** The synthetic people with access to a company; one never logged in. */
export function usersOf(book: Book): CompanyUser[] {
  const random = book.random.fork("users");
  return ROLES.map((role, index) => {
    const firstName = random.pick(FIRST_NAMES), lastName = random.pick(LAST_NAMES);
    return {
      userId: book.ids.fixed("user", index + 1),
      email: `${codeOf(firstName, 12)}.${codeOf(lastName, 12)}@example.com`.toLowerCase(),
      firstName,
      lastName,
      lastActivity: role === "employee" ? null : book.today - random.int(0, 40),
      role,
    };
  });
}

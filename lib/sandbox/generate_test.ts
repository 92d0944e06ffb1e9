import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { UsageError } from "../base/mod.ts";
import { collectBooks, type CollectedBooks } from "./_collect_books.ts";
import { answerKey } from "./answer_key.ts";
import { dateOf, dayOf, isoDay } from "./calendar.ts";
import { generateBooks } from "./generate.ts";
import { isIban, isSiren, vatNumberOf } from "./identities.ts";
import { rowWriter } from "./rows.ts";
import type { BooksOptions, Entry, Line } from "./types.ts";

const DATE = "2026-10-31";

/** Dates on the edges of fiscal years, VAT periods and months, and any other. */
const dates = fc.oneof(
  fc.constantFrom("2026-01-01", "2026-06-30", "2026-07-01", "2024-02-29", "2025-12-31", DATE),
  fc.integer({ min: dateOf(2016, 1, 1), max: dateOf(2034, 12, 31) }).map(isoDay),
);

/** Checks a statement about each company of any seed and date; `plantedMistakes` as drawn. */
function forAnyBooks(check: (books: CollectedBooks, today: number) => void): void {
  const input = fc.record({
    seed: fc.integer({ min: -5, max: 1_000_000 }),
    date: dates,
    plantedMistakes: fc.boolean(),
  });
  fc.assert(
    fc.property(input, (options) => {
      for (const books of generateBooks(options)) check(collectBooks(books), dayOf(options.date));
    }),
    { numRuns: 4 },
  );
}

function sum(lines: Iterable<Line>): number {
  let total = 0;
  for (const line of lines) total += line.debit - line.credit;
  return total;
}

function linesOf(books: CollectedBooks): { entry: Entry; line: Line }[] {
  return books.entry.filter((item) => item.deletedOn === undefined)
    .flatMap(({ entry }) => entry.lines.map((line) => ({ entry, line })));
}

/** Debits minus credits per key. */
function totals(
  lines: Iterable<{ entry: Entry; line: Line }>,
  keyOf: (one: { entry: Entry; line: Line }) => string,
): Map<string, number> {
  const map = new Map<string, number>();
  for (const one of lines) {
    const key = keyOf(one);
    map.set(key, (map.get(key) ?? 0) + one.line.debit - one.line.credit);
  }
  return map;
}

Deno.test("generateBooks() balances every entry, on one side per line, up to the date", () => {
  forAnyBooks((books, today) => {
    for (const { entry } of books.entry) {
      assert.equal(sum(entry.lines), 0, entry.label);
      assert.ok(entry.day <= today && entry.updatedOn <= today, entry.label);
      for (const { debit, credit } of entry.lines) {
        assert.ok(Number.isSafeInteger(debit + credit) && Math.min(debit, credit) === 0);
        assert.ok(debit + credit > 0);
      }
    }
  });
});

Deno.test("generateBooks() opens each fiscal year with the balances of the one before", () => {
  forAnyBooks((books) => {
    const lines = linesOf(books);
    const years = books.fiscalYear.map((one) => one.fiscalYear);
    assert.equal(years.length, 3);
    for (const [index, year] of years.entries()) {
      const opening = lines.filter(({ entry }) =>
        entry.journal === "AN" && entry.day === year.start
      );
      assert.ok(opening.length > 0);
      if (index === 0) continue;
      const before = lines.filter(({ entry, line }) =>
        entry.day >= years[index - 1]!.start && entry.day <= years[index - 1]!.end &&
        line.account < "6"
      );
      const isResult = (account: string) => account.startsWith("12");
      const byAccount = ({ line }: { line: Line }) => line.account;
      const expected = [...totals(before, byAccount)]
        .filter(([account, balance]) => balance !== 0 && !isResult(account)).sort();
      const actual = [...totals(opening, byAccount)]
        .filter(([account]) => !isResult(account)).sort();
      assert.deepEqual(actual, expected);
    }
  });
});

Deno.test("generateBooks() gives a trial balance that is the sum of the ledger", () => {
  forAnyBooks((books) => {
    const lines = linesOf(books);
    for (const { fiscalYear } of books.fiscalYear) {
      const inYear = lines.filter(({ entry }) =>
        entry.day >= fiscalYear.start && entry.day <= fiscalYear.end
      );
      const folded = ({ line }: { line: Line }) =>
        line.thirdParty?.account === line.account ? line.account.slice(0, 3) : line.account;
      const rows = books.trialBalance.map((one) => one.row)
        .filter((row) => row.fiscalYear.id === fiscalYear.id);
      const actual = rows.map((row) => [row.account, row.debits - row.credits]);
      assert.deepEqual(actual.sort(), [...totals(inYear, folded)].sort());
      assert.equal(rows.reduce((all, row) => all + row.events, 0), inYear.length);
      assert.equal(rows.reduce((all, row) => all + row.debits - row.credits, 0), 0);
      for (const row of rows) assert.equal(row.accountId === null, /^4[01]1$/.test(row.account));
    }
  });
});

Deno.test("generateBooks() ties every bank transaction to one line on 512", () => {
  forAnyBooks((books) => {
    const entries = new Map(books.entry.map(({ entry }) => [entry.id, entry]));
    for (const { transaction } of books.transaction) {
      const bank = entries.get(transaction.id)!.lines.filter((line) => /^512/.test(line.account));
      assert.deepEqual(bank.map((line) => line.account), [transaction.account]);
      assert.equal(sum(bank), transaction.amount);
    }
    const first = books.fiscalYear[0]!.fiscalYear.start;
    const moved = totals(
      linesOf(books).filter(({ entry }) => entry.journal !== "AN" || entry.day === first),
      ({ line }) => line.account,
    );
    for (const { bankAccount } of books.bankAccount) {
      assert.equal(moved.get(bankAccount.account), bankAccount.balance);
    }
  });
});

Deno.test("generateBooks() declares the VAT that its entries clear", () => {
  forAnyBooks((books) => {
    const entries = new Map(books.entry.map(({ entry }) => [entry.id, entry]));
    const ends = new Set<number>();
    for (const { declaration } of books.vatDeclaration) {
      assert.ok(!ends.has(declaration.end), "one row per period");
      ends.add(declaration.end);
      if (declaration.documentId === null) continue;
      const entry = entries.get(declaration.documentId);
      const due = (entry?.lines ?? []).filter((line) => line.account === "445510");
      const credit = (entry?.lines ?? []).filter((line) =>
        line.account === "445670" && line.debit > 0
      );
      assert.equal(0 - sum(due) - sum(credit), declaration.amount);
      assert.equal(Math.abs(declaration.amount!) % 100, 0);
    }
    const pending = books.vatDeclaration.filter((one) => one.declaration.status === "pending");
    assert.ok(pending.length >= 1);
  });
});

Deno.test("generateBooks() leaves no declared VAT on the accounts of a closed period", () => {
  const RETURNED = /^(4452|44562|44566|44571)/;
  for (const books of generateBooks({ seed: 5, date: DATE, plantedMistakes: false })) {
    const collected = collectBooks(books);
    const first = collected.fiscalYear[0]!.fiscalYear.start;
    const lines = linesOf(collected).filter(({ entry, line }) =>
      RETURNED.test(line.account) && (entry.journal !== "AN" || entry.day === first)
    );
    for (const { declaration } of collected.vatDeclaration) {
      if (declaration.documentId === null) continue;
      const declared = lines.filter(({ entry }) => entry.day <= declaration.end);
      const left = totals(declared, ({ line }) => line.account);
      assert.deepEqual([...left.values()].filter((one) => one !== 0), []);
    }
  }
});

Deno.test("generateBooks() letters groups that add up to zero", () => {
  forAnyBooks((books) => {
    const wrong = new Set(
      books.mistake.map((one) => one.mistake.details.lettering).filter((one) => one !== undefined),
    );
    const groups = totals(
      linesOf(books).filter(({ line }) => line.lettering !== null),
      ({ line }) => `${line.account}/${line.lettering}`,
    );
    for (const [key, balance] of groups) {
      assert.equal(balance, wrong.has(key.split("/")[1]!) ? 1 : 0, key);
    }
  });
});

Deno.test("generateBooks() leaves unlettered on 411 what customers still owe", () => {
  forAnyBooks((books) => {
    if (books.trialBalance.some((one) => one.row.account.startsWith("707"))) return;
    const first = books.fiscalYear[0]!.fiscalYear.start;
    const lines = linesOf(books)
      .filter(({ entry, line }) =>
        (entry.journal !== "AN" || entry.day === first) && line.account.startsWith("411")
      );
    const open = lines.filter(({ line }) => line.lettering === null).map((one) => one.line);
    const invoices = books.invoice.map((one) => one.invoice)
      .filter((one) => one.kind === "customer" && one.outstanding !== null);
    const reprise = sum(open.filter((line) => line.label.startsWith("À nouveau")));
    const owed = invoices.reduce((all, one) => all + one.outstanding!, 0);
    const alone = open.filter((line) => line.label.startsWith("Avoir commercial"));
    assert.equal(sum(open), owed + reprise + sum(alone));
    for (const one of invoices) assert.equal(one.paid, one.outstanding === 0);
  });
});

Deno.test("answerKey() names each kind once, with documents that exist, at any date", () => {
  const input = fc.record({ seed: fc.nat(1000), date: dates });
  fc.assert(
    fc.property(input, (options) => {
      const key = answerKey(options);
      assert.equal(new Set(key.map((one) => one.kind)).size, 14);
      assert.equal(key.length, 14);
      const known = new Set<string>(), numbers = new Set<string>();
      for (const books of generateBooks(options)) {
        for (const item of books.items()) {
          if (item.kind === "entry") known.add(String(item.entry.id));
          if (item.kind === "invoice") known.add(String(item.invoice.id));
          if (item.kind === "invoice") numbers.add(item.invoice.number);
        }
      }
      for (const one of key) {
        for (const id of one.documentIds) assert.ok(known.has(id), one.kind);
      }
      const missing = key.find((one) => one.kind === "numbering_gap")!.details.number!;
      const next = missing.slice(0, -4) + String(Number(missing.slice(-4)) + 1).padStart(4, "0");
      assert.ok(!numbers.has(missing) && numbers.has(next), missing);
    }),
    { numRuns: 4 },
  );
});

Deno.test("generateBooks() gives unique ids and valid keys", () => {
  forAnyBooks((books) => {
    const unique = (ids: number[], what: string) => {
      assert.equal(new Set(ids).size, ids.length, what);
      for (const id of ids) assert.ok(id > 2 ** 31 && Number.isSafeInteger(id));
    };
    unique(books.entry.map((one) => one.entry.id), "entries");
    unique(books.entry.flatMap((one) => one.entry.lines.map((line) => line.id)), "lines");
    unique(books.invoice.map((one) => one.invoice.id), "invoices");
    unique(books.thirdParty.map((one) => one.thirdParty.id), "third parties");
    unique(books.taxDeclaration.map((one) => one.declaration.id), "tax declarations");
    const accounts = books.thirdParty.filter((one) => one.deletedOn === undefined);
    assert.equal(new Set(accounts.map((one) => one.thirdParty.account)).size, accounts.length);
    for (const { thirdParty } of books.thirdParty) {
      const { siren, iban, vatNumber } = thirdParty;
      assert.ok(siren === null || isSiren(siren), thirdParty.name);
      assert.ok(iban === null || isIban(iban), thirdParty.name);
      assert.ok(siren === null || vatNumber === vatNumberOf(siren), thirdParty.name);
    }
    for (const { bankAccount } of books.bankAccount) assert.ok(isIban(bankAccount.iban));
  });
});

Deno.test("generateBooks() uses the accounts of 2025 from fiscal years opened in 2025 on", () => {
  const OLD = /^(671|675|775|777|791)/, NEW = /^(649|657|6582|747|757|7587)/;
  forAnyBooks((books) => {
    for (const { row } of books.trialBalance) {
      const refused = row.fiscalYear.start >= dateOf(2025, 1, 1) ? OLD : NEW;
      assert.doesNotMatch(row.account, refused);
    }
  });
});

Deno.test("generateBooks() weighs the tags of a line up to one per group", () => {
  for (const books of generateBooks({ seed: 7, date: DATE })) {
    let tagged = 0;
    for (const { line } of linesOf(collectBooks(books))) {
      const groups = Map.groupBy(line.tags, (tag) => tag.group);
      for (const tags of groups.values()) {
        tagged++;
        const tenths = tags.reduce((all, tag) => all + Math.round(Number(tag.weight) * 1000), 0);
        assert.equal(tenths, 1000);
      }
    }
    assert.ok(tagged > 100);
  }
});

function hashOf(options: BooksOptions): string {
  const hash = createHash("sha256");
  for (const books of generateBooks(options)) {
    const write = rowWriter(books.company, {
      today: dayOf(options.date),
      write: (table, row) => hash.update(JSON.stringify([table, row])),
    });
    for (const item of books.items()) write(item);
  }
  return hash.digest("hex");
}

Deno.test("generateBooks() gives the same rows for the same seed and date", () => {
  const options = { seed: 11, date: DATE, companies: 4, orphans: true };
  assert.equal(hashOf(options), hashOf(options));
  assert.notEqual(hashOf(options), hashOf({ ...options, seed: 12 }));
});

Deno.test("generateBooks() keeps ids and amounts of the past on the next day", () => {
  const lines = (date: string) =>
    [...generateBooks({ seed: 3, date })].flatMap((books) =>
      linesOf(collectBooks(books))
        .filter(({ entry, line }) =>
          entry.day < dayOf("2026-09-01") && line.id % 10_000_000_000 < 90_000_000
        )
        .map(({ entry, line }) =>
          `${line.id} ${entry.id} ${line.account} ${line.debit} ${line.credit}`
        )
    );
  assert.deepEqual(lines("2026-10-31"), lines("2026-10-30"));
});

Deno.test("generateBooks() meets the number of lines that is asked for", () => {
  let lines = 0;
  for (const books of generateBooks({ seed: 1, date: DATE, lines: 120_000 })) {
    for (const item of books.items()) if (item.kind === "entry") lines += item.entry.lines.length;
  }
  assert.ok(Math.abs(lines - 120_000) < 6_000, String(lines));
});

Deno.test("generateBooks() repeats the trades under other names without mistakes", () => {
  const all = [...generateBooks({ seed: 1, date: DATE, companies: 40 })];
  assert.equal(new Set(all.map((one) => one.company.name)).size, 40);
  assert.equal(new Set(all.map((one) => one.company.siren)).size, 40);
  assert.deepEqual(collectBooks(all[4]!).mistake, []);
  assert.deepEqual(all.map((one) => one.company.trade).slice(3, 6), [
    "pharmacie",
    "agence",
    "batiment",
  ]);
});

Deno.test("generateBooks() refuses options out of range, all at once", () => {
  assert.throws(
    () => generateBooks({ seed: 0.5, date: "2026-02-30", companies: 0, lines: 3 }),
    (error) => {
      assert.ok(error instanceof UsageError);
      for (const name of ["seed", "date", "companies", "lines"]) {
        assert.match(error.message, new RegExp(`« ${name} » vaut`));
      }
      return true;
    },
  );
});

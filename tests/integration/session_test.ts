import assert from "node:assert/strict";
import { choose } from "../../lib/session/open_penny.ts";
import type { Penny } from "../../lib/session/mod.ts";
import type { Sources } from "../../lib/session/sources.ts";
import { addCompany, type Books, entry, withBooks } from "./_books.ts";

/** What a notebook of a new run holds. */
async function openNotebook(books: Books, societe: string): Promise<Penny> {
  const context = books.run();
  await books.read("fiscal_years", context);
  return await choose({ context, syntheticAsOf: null } as unknown as Sources, { societe });
}

Deno.test("checks() tells apart two companies of the same name", () =>
  withBooks("namesakes", async (books) => {
    await addCompany(books, 1, "Alpha");
    await addCompany(books, 2, "Alpha");
    await books.add("general_ledger", ...entry(1, 100, { amount: "5" }));
    await books.add("general_ledger", entry(2, 200, { amount: "5" })[0]);
    const penny = await openNotebook(books, "1");
    const shown = await penny.checks(await penny.extract("general_ledger"));
    const lines = shown.toDisplay().text.split("\n").filter((line) => line.startsWith("["));
    assert.deepEqual(lines.filter((line) => line.includes("débit = crédit")).length, 2);
    assert.match(lines.at(-1)!, /^\[ERREUR\] .* : Alpha \(SIREN 732829322\) : débit = crédit/);
    assert.equal(lines.filter((line) => line.startsWith("[OK]")).length, 5);
  }));

Deno.test("choose() finds the current fiscal year beside one without dates", () =>
  withBooks("no_dates", async (books) => {
    await addCompany(books, 1, "Alpha");
    const before = { company_id: 1, start_date: "2025-01-01", end_date: "2025-12-31" };
    await books.add("fiscal_years", { id: 11, company_id: 1 }, { ...before, id: 12 });
    const penny = await openNotebook(books, "Alpha");
    assert.deepEqual(penny.periode, { from: "2026-01-01", to: "2026-10-31" });
  }));

Deno.test("extract() tells a domain that is not available to who listens alone", () =>
  withBooks("not_given", async (books) => {
    await addCompany(books, 1, "Alpha");
    await books.source.execute("DROP TABLE pennylane.tax_declarations");
    const penny = await openNotebook(books, "Alpha");
    const extraction = await penny.extract("tax_declarations");
    const reason = "Data Sharing ne donne pas cette table";
    assert.deepEqual(books.events.at(-1), { type: "skipped", reason });
    assert.equal(extraction.toDisplay().text, `Non disponible : ${reason}.`);
    assert.equal((await extraction.frame()).height, 0);
  }));

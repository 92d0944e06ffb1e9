import assert from "node:assert/strict";
import { DataError, UsageError } from "../../lib/base/mod.ts";
import { extractDomain, registerCompanies, visibleCompanies } from "../../lib/sync/mod.ts";
import { addCompany, type Books, entry, untilBlocked, withBooks } from "./_books.ts";

async function twoCompanies(books: Books): Promise<void> {
  await addCompany(books, 1, "Alpha");
  await addCompany(books, 2, "Bêta");
  await books.add("general_ledger", ...entry(1, 100, { amount: "120.50" }));
  await books.add("general_ledger", ...entry(2, 200, { amount: "10" }));
}

async function aliveRows({ db }: Books): Promise<unknown> {
  return await db.rows(
    "SELECT company_id, count(*) FROM penny_source.general_ledger GROUP BY 1 ORDER BY 1",
  );
}

Deno.test("registerCompanies() refuses a source that no longer shows any company", () =>
  withBooks("lost_right", async (books) => {
    await twoCompanies(books);
    await books.read("general_ledger");
    await books.source.execute("DELETE FROM pennylane.companies");
    await books.source.execute("DELETE FROM pennylane.general_ledger");
    await assert.rejects(books.read("general_ledger"), (error: Error) => {
      return error instanceof UsageError && /n'en montre aucune ; vérifiez/.test(error.message);
    });
    assert.deepEqual(await aliveRows(books), [["1", "2"], ["2", "2"]]);
  }));

Deno.test("registerCompanies() takes a company once that the source lists twice", () =>
  withBooks("twice", async (books) => {
    await twoCompanies(books);
    await books.add("companies", { id: 2, name: "Bêta bis" });
    const { units } = await books.read("general_ledger");
    assert.deepEqual(units.map(({ unit, status }) => [unit.company.name, status]), [
      ["Alpha", "ok"],
      ["Bêta", "ok"],
    ]);
  }));

Deno.test("registerCompanies() refuses a database without the tables of Data Sharing", () =>
  withBooks("no_table", async (books) => {
    await books.source.execute("DROP TABLE pennylane.companies");
    await assert.rejects(books.read("general_ledger"), (error: Error) => {
      return error instanceof UsageError && /vérifiez .*REDSHIFT_DATABASE/.test(error.message);
    });
  }));

for (
  const [how, now] of [
    ["stands still", "2026-10-31T12:00:00Z"],
    ["goes back", "2026-10-30T12:00:00Z"],
  ] as const
) {
  Deno.test(`visibleCompanies() follows the last reading when the clock ${how}`, () =>
    withBooks("clock", async (books) => {
      await twoCompanies(books);
      const at = (day: string) => books.run({ clock: { now: () => new Date(day) } });
      await registerCompanies(at("2026-10-31T12:00:00Z"));
      await books.source.execute("DELETE FROM pennylane.companies WHERE id = 1");
      await registerCompanies(at(now));
      const visible = await visibleCompanies(books.run());
      assert.deepEqual(visible.map((company) => company.name), ["Bêta"]);
    }));
}

Deno.test("extractDomain() tells rows of unknown companies also to who finds the domain read", () =>
  withBooks("orphans", async (books) => {
    await twoCompanies(books);
    await books.add("general_ledger", ...entry(77, 300, { amount: "5" }));
    await books.add("general_ledger", { id: 9, debit: "1", credit: "1" });
    const { runId } = books.run();
    const notes = [
      "1\u00a0ligne sans société dans Data Sharing, non reprise",
      "2\u00a0lignes de la société 77, absente de la table companies, non reprises",
    ];
    const first = await books.read("general_ledger", { runId });
    assert.deepEqual(first.notes.toSorted(), notes);
    const again = await extractDomain(books.run({ runId }), "general_ledger");
    assert.deepEqual(again.units.map(({ status }) => status), ["fresh", "fresh"]);
    assert.deepEqual(again.notes.toSorted(), notes);
    assert.deepEqual(await aliveRows(books), [["1", "2"], ["2", "2"]]);
  }));

Deno.test("extractDomain() tells apart a table never given from one that disappeared", () =>
  withBooks("not_shared", async (books) => {
    await twoCompanies(books);
    await books.source.execute("DROP TABLE pennylane.tax_declarations");
    const never = await books.read("tax_declarations");
    assert.equal(never.unavailable, "Data Sharing ne donne pas cette table");
    await books.read("general_ledger");
    await books.source.execute("DROP TABLE pennylane.general_ledger");
    await assert.rejects(books.read("general_ledger"), (error: Error) => {
      return error instanceof DataError && /les anciennes lignes sont gardées/.test(error.message);
    });
    assert.deepEqual(await aliveRows(books), [["1", "2"], ["2", "2"]]);
  }));

Deno.test("extractDomain() reads the other companies when a value of one cannot be read", () =>
  withBooks("unreadable", async (books) => {
    for (const id of [1, 2, 3, 4, 5]) {
      await addCompany(books, id, `Société ${id}`);
      await books.add("bank_accounts", {
        id: id * 10,
        company_id: id,
        balance: id === 4 ? "Infinity" : "1.5",
      });
    }
    const { units } = await books.read("bank_accounts");
    assert.deepEqual(units.map(({ unit, status }) => [unit.company.name, status]), [
      ["Société 1", "ok"],
      ["Société 2", "ok"],
      ["Société 3", "ok"],
      ["Société 4", "failed"],
      ["Société 5", "ok"],
    ]);
    const read = await books.db.rows(
      "SELECT company_id FROM penny_source.bank_accounts ORDER BY 1",
    );
    assert.deepEqual(read.flat(), ["1", "2", "3", "5"]);
  }));

Deno.test("registerCompanies() hides nobody when a process with a later clock was quicker", () =>
  withBooks("overtaken", async (books) => {
    await addCompany(books, 1, "Alpha");
    await registerCompanies(books.run());
    let registered: Promise<unknown> = Promise.resolve();
    await books.db.transaction(async (other) => {
      await other.execute(
        "UPDATE penny.companies SET data_sharing_seen_at = '2030-01-01'; " +
          "INSERT INTO penny.companies (company_id, name, data_sharing_id, data_sharing_seen_at) VALUES (2, 'Bêta', 2, '2030-01-01')",
      );
      registered = registerCompanies(books.run());
      await untilBlocked(books);
    });
    await registered;
    const names = (await visibleCompanies(books.run())).map(({ name }) => name);
    assert.deepEqual(names, ["Alpha", "Bêta"]);
  }));

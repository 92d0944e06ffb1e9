import assert from "node:assert/strict";
import fc from "fast-check";
import { addCompany, type Books, withBooks } from "./_books.ts";

/** Something that happens to the analytical ledger of the source. */
interface Step {
  readonly kind: "put" | "put" | "late" | "delete" | "touch" | "restore" | "rebuild";
  readonly company: number;
  readonly line: number;
  readonly tag: string;
  /** Milliseconds since the step before. */
  readonly gap: number;
}

const STEP = fc.record<Step>({
  kind: fc.constantFrom(
    "put",
    "put",
    "put",
    "late",
    "delete",
    "delete",
    "touch",
    "restore",
    "rebuild",
  ),
  company: fc.integer({ min: 1, max: 2 }),
  line: fc.integer({ min: 1, max: 5 }),
  tag: fc.constantFrom("Centre", "Est", "Nord", "Sud"),
  gap: fc.constantFrom(0, 0, 1, 1_000, 200_000, 600_000),
});

/** What happens between two synchronisations. */
const ROUNDS = fc.array(fc.array(STEP, { maxLength: 6 }), { minLength: 2, maxLength: 8 });

const LATE_MS = 4 * 60_000;

/** The source's own clock: a row that changes twice never has the same instant twice, different rows can. */
class Source {
  #now = Date.UTC(2026, 9, 30, 4, 30);
  #count = 0;
  readonly #books: Books;

  constructor(books: Books) {
    this.#books = books;
  }

  async apply({ kind, company, line, tag, gap }: Step): Promise<void> {
    this.#now += gap;
    const { source } = this.#books;
    if (kind === "rebuild") {
      this.#now += 1;
      await source.execute("DELETE FROM etl.analytical_ledger WHERE deleted_at IS NOT NULL");
      await source.execute("UPDATE etl.analytical_ledger SET synchronised_at = $1", [this.#at(0)]);
      return;
    }
    const row = [company, company * 100 + line, tag];
    const where = "company_id = $1 AND id = $2 AND tag_label = $3";
    const found = await source.many<{ at: string; deleted: boolean }>(
      `SELECT synchronised_at AS at, deleted_at IS NOT NULL AS deleted FROM etl.analytical_ledger WHERE ${where}`,
      row,
    );
    const at = this.#at(kind === "late" ? LATE_MS : 0);
    if (found.some((one) => one.at === at)) this.#now += 1;
    const stamp = this.#at(kind === "late" ? LATE_MS : 0);
    const alive = found.some(({ deleted }) => !deleted);
    const set = (assignment: string, condition: string) =>
      source.execute(
        `UPDATE etl.analytical_ledger SET ${assignment} WHERE ${where} AND ${condition}`,
        [...row, stamp],
      );
    if (kind === "delete") await set("deleted_at = $4", "deleted_at IS NULL");
    else if (kind === "touch") await set("synchronised_at = $4", "deleted_at IS NULL");
    else if (alive) {
      await set(`synchronised_at = $4, label = 'v${++this.#count}'`, "deleted_at IS NULL");
    } else if (kind === "restore") {
      await set(
        "synchronised_at = $4, deleted_at = NULL",
        "ctid = (SELECT max(ctid) " +
          `FROM etl.analytical_ledger WHERE ${where})`,
      );
    } else {
      await source.execute(
        "INSERT INTO etl.analytical_ledger (company_id, id, tag_label, label, debit, credit, synchronised_at) " +
          `VALUES ($1, $2, $3, 'v${++this.#count}', 1, 0, $4)`,
        [...row, stamp],
      );
    }
  }

  #at(agoMs: number): string {
    const text = new Date(this.#now - agoMs).toISOString().replace("T", " ").replace("Z", "");
    return text.replace(/\.?0+$/, "");
  }
}

Deno.test("extractDomain() brings the mirror to the rows of the source after any changes", async () => {
  await fc.assert(
    fc.asyncProperty(ROUNDS, (rounds) =>
      withBooks("etl_random", async (books) => {
        await addCompany(books, 1, "Alpha");
        await addCompany(books, 2, "Bêta");
        const source = new Source(books);
        const columns = "company_id, id, tag_label, label";
        for (const steps of rounds) {
          for (const step of steps) await source.apply(step);
          const { units } = await books.read("analytical_ledger", { mayShrink: () => true });
          const told = units.map(({ status, reason, plan }) =>
            `${status} ${reason} ${plan?.reason}`
          );
          assert.deepEqual(units.map(({ status }) => status), ["ok", "ok"], told.join("\n"));
          const given = await books.source.rows(
            `SELECT ${columns} FROM pennylane.analytical_ledger ORDER BY 1, 2, 3`,
          );
          assert.deepEqual(
            await books.db.rows(
              `SELECT ${columns} FROM penny_source.analytical_ledger ORDER BY 1, 2, 3`,
            ),
            given,
            told.join("\n"),
          );
          assert.equal(units.reduce((sum, { rows }) => sum + rows, 0), given.length);
        }
      }, { etl: true })),
    { numRuns: 5 },
  );
});

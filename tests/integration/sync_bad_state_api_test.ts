import assert from "node:assert/strict";
import { type Books, withBooks } from "./_books.ts";
import { openTokens, shareSandboxApi } from "./_sync_api.ts";

const served = shareSandboxApi("bad_state_api");
const MIRROR = "penny_source.customers__api";

/** What a hand did, how the unit is read next, and what is told. */
interface Hand {
  readonly name: string;
  readonly sql: string;
  readonly reason: RegExp;
  /** What the notebook is told beside the record; absent: nothing. */
  readonly note?: RegExp;
}

const HANDS: readonly Hand[] = [
  {
    name: "rows deleted from the mirror",
    sql: `DELETE FROM ${MIRROR} WHERE id % 2 = 0`,
    reason: /lignes? ici au lieu de \d+, modifiées à la main/,
    note: /ici au lieu de \d+, modifiées à la main ; tout a été comparé à Pennylane/,
  },
  {
    name: "a mirror dropped",
    sql: `DROP TABLE ${MIRROR} CASCADE`,
    reason: /^0.ligne ici au lieu de \d+/,
    note: /^[^:]+ : 0.ligne ici au lieu de \d+/,
  },
  {
    name: "the rows of the API dropped",
    sql: "DROP TABLE penny_source.api_rows",
    reason: /les lignes gardées de l'API ne sont plus celles de la dernière lecture/,
  },
  {
    name: "a comparison in the future",
    sql: "UPDATE penny.units SET compared_at = '2099-01-01'",
    reason: /l'horloge est revenue en arrière/,
    note: /l'horloge est revenue en arrière ; tout a été comparé/,
  },
  {
    name: "a cursor in the future",
    sql: `UPDATE penny.units SET cursor = jsonb_set(cursor, '{readAt}', '"2099-01-01T00:00:00Z"')`,
    reason: /l'horloge est revenue en arrière/,
  },
  {
    name: "a cursor that is none",
    sql: `UPDATE penny.units SET cursor = '{"feeds": 7}'`,
    reason: /repère de la dernière lecture illisible/,
  },
];

/** Keys and values of the mirror, whatever their revisions. */
async function content({ db }: Books): Promise<unknown> {
  const rows = await db.many<{ row: Record<string, unknown> }>(
    `SELECT to_jsonb(m) - '_revision' AS row FROM ${MIRROR} m WHERE _deleted_at IS NULL ORDER BY id`,
  );
  return rows.map(({ row }) => row);
}

Deno.test("extractDomain() mends a unit of the API whose state or rows were changed by hand", (t) =>
  withBooks("bad_state_api", async (books) => {
    await using opened = openTokens(served().api.baseUrl, [0]);
    const run = () => ({ api: opened.tokens, dataSharing: null });
    await books.read("customers", run());
    const before = await content(books);
    for (const { name, sql, reason, note } of HANDS) {
      await t.step(name, async () => {
        await books.db.execute(sql);
        const { units, notes } = await books.read("customers", run());
        assert.deepEqual(units.map(({ status, plan }) => [status, plan!.kind]), [[
          "ok",
          "compare",
        ]]);
        assert.match(units[0]!.plan!.reason, reason);
        if (note) assert.match(notes.join("\n"), note);
        assert.deepEqual(await content(books), before);
        const again = (await books.read("customers", run())).units[0]!.plan!;
        assert.notEqual(again.kind, "compare", again.reason);
      });
    }
  }));

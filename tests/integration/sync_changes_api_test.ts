import assert from "node:assert/strict";
import type { Pennylane } from "../../lib/connectors/pennylane/mod.ts";
import type { ApiToken } from "../../lib/sync/mod.ts";
import { NOTHING, withLive, written } from "./_live_api.ts";
import { DrivenClock } from "./_sandbox_api.ts";
import { shareSandboxApi } from "./_sync_api.ts";

const served = shareSandboxApi("changes_api");
const INVOICES = "sandbox_api.invoices";
const LINES = "sandbox_api.ledger_entry_lines";
/** What six feeds and the groups of categories take when nothing has changed. */
const QUIET_LEDGER = [
  "/category_groups",
  "/changelogs/customer_invoices",
  "/changelogs/ledger_entries_categories",
  "/changelogs/ledger_entry_lines",
  "/changelogs/ledger_entry_lines_categories",
  "/changelogs/supplier_invoices",
  "/changelogs/transactions",
];

/** Only the last months of the ledger are left, to be read fast. */
Deno.test.beforeAll(async () => {
  for (const table of [LINES, "sandbox_api.ledger_entries"]) {
    await served().db.execute(`DELETE FROM ${table} WHERE date < '2026-06-01'`);
  }
});

Deno.test("extractDomain() reads the changed invoices alone, and writes nothing when there is none", () =>
  withLive({ name: "invoices", served: served() }, async (live) => {
    const first = await live.read("customer_invoices");
    assert.equal(first.result.plan?.kind, "full");
    const quiet = await live.read("customer_invoices");
    assert.deepEqual([quiet.result.plan?.kind, quiet.result.plan?.requests], ["unchanged", 1]);
    assert.deepEqual(quiet.paths, ["/changelogs/customer_invoices"]);
    assert.deepEqual(quiet.touched, []);
    const [changed, gone, vanished, told] = await live.ids(
      `SELECT id FROM ${INVOICES} WHERE company_id = $1 AND kind = 'customer' ORDER BY id LIMIT 4`,
    ) as [string, string, string, string];
    await live.change(
      `UPDATE ${INVOICES} SET label = 'Changée' WHERE company_id = $1 AND id = $2`,
      changed,
    );
    await live.tell("customer_invoices", "update", changed);
    await live.change(
      `INSERT INTO ${INVOICES} SELECT i.* FROM ${INVOICES} o, jsonb_populate_record(o, jsonb_build_object('id', o.id + 1)) i
        WHERE o.company_id = $1 AND o.id = $2`,
      changed,
    );
    await live.tell("customer_invoices", "insert", String(Number(changed) + 1));
    // One is told to be gone; the other was told to have changed, and is gone before it is read.
    await live.change(
      `DELETE FROM ${INVOICES} WHERE company_id = $1 AND id = ANY($2::bigint[])`,
      [gone, vanished],
    );
    await live.tell("customer_invoices", "delete", gone);
    await live.tell("customer_invoices", "update", vanished);
    await live.tell("customer_invoices", "update", told);
    const { result, paths } = await live.read("customer_invoices");
    assert.equal(result.status, "ok", result.reason ?? "");
    assert.equal(result.plan?.kind, "changes");
    assert.deepEqual(written(result), { inserted: 1, updated: 1, deleted: 2 });
    assert.deepEqual(paths, ["/changelogs/customer_invoices", "/customer_invoices"]);
    const again = await live.read("customer_invoices");
    assert.deepEqual([again.result.plan?.kind, again.touched], ["unchanged", []]);
    await live.checkEqual("customer_invoices");
  }));

Deno.test("extractDomain() renames the invoices of a renamed customer without reading them", () =>
  withLive({ name: "renamed", served: served() }, async (live) => {
    await live.read("customer_invoices");
    const [customer] = await live.ids(
      `SELECT party_id FROM ${INVOICES} WHERE company_id = $1 AND kind = 'customer'
        GROUP BY 1 ORDER BY count(*) DESC LIMIT 1`,
    ) as [string];
    await live.change(
      "UPDATE sandbox_api.customers SET name = name || ' & fils' WHERE company_id = $1 AND id = $2",
      customer,
    );
    await live.tell("customers", "update", customer);
    const { result, paths } = await live.read("customer_invoices");
    assert.deepEqual(paths, ["/changelogs/customer_invoices"]);
    const [[rows]] = await live.books.db.rows(
      "SELECT count(*) FROM penny_source.customer_invoices WHERE customer_id = $1 AND customer_name LIKE '% & fils'",
      [customer],
    ) as [[string]];
    assert.ok(Number(rows) > 1);
    assert.deepEqual(written(result), { ...NOTHING, updated: Number(rows) });
    await live.checkEqual("customer_invoices");
  }));

Deno.test("extractDomain() composes ledger lines again when one of their parts changes", () =>
  withLive({ name: "ledger", served: served() }, async (live) => {
    await live.read("general_ledger");
    const quiet = await live.read("general_ledger");
    assert.equal(quiet.result.plan?.kind, "unchanged");
    assert.deepEqual(quiet.paths.toSorted(), QUIET_LEDGER);
    assert.deepEqual(quiet.touched, []);
    const [line, entry] = (await live.ids(
      `SELECT unnest(ARRAY[id, entry_id]) FROM (SELECT * FROM ${LINES} WHERE company_id = $1 ORDER BY id LIMIT 1) l`,
    )) as [string, string];
    await live.change(
      `UPDATE ${LINES} SET label = 'Corrigée' WHERE company_id = $1 AND id = $2`,
      line,
    );
    await live.change(
      "UPDATE sandbox_api.ledger_entries SET piece_number = 'P-1' WHERE company_id = $1 AND id = $2",
      entry,
    );
    await live.tell("ledger_entry_lines", "update", line);
    const [[of]] = await served().db.rows(
      `SELECT count(*) FROM ${LINES} WHERE company_id = $1 AND entry_id = $2`,
      [live.companyId, entry],
    ) as [[string]];
    const { result, paths } = await live.read("general_ledger");
    // The other lines of the entry are composed again without being read.
    assert.deepEqual(written(result), { ...NOTHING, updated: Number(of) });
    assert.deepEqual(
      paths.toSorted(),
      [...QUIET_LEDGER, "/ledger_entries", "/ledger_entry_lines"],
    );
    await live.checkEqual("general_ledger");
    await live.checkEqual("analytical_ledger");
  }));

Deno.test("extractDomain() follows documents, accounts, journals, categories and lettering into the ledgers", () =>
  withLive({ name: "parts", served: served() }, async (live) => {
    await live.read("general_ledger");
    const [document] = await live.ids(
      `SELECT max(id) FROM ${INVOICES} i WHERE company_id = $1 AND kind = 'supplier'
          AND EXISTS (SELECT FROM ${LINES} l WHERE l.company_id = $1 AND l.entry_id = i.id)`,
    ) as [string];
    await live.change(
      "UPDATE sandbox_api.ledger_entries SET due_date = '2027-01-15' WHERE company_id = $1 AND id = $2",
      document,
    );
    await live.tell("supplier_invoices", "update", document);
    await live.change(
      `UPDATE sandbox_api.ledger_accounts SET label = label || ' (bis)' WHERE company_id = $1
          AND id = (SELECT account_id FROM ${LINES} WHERE company_id = $1 ORDER BY id LIMIT 1)`,
    );
    await live.change(
      "UPDATE sandbox_api.journals SET label = 'Achats et frais' WHERE company_id = $1 AND code = 'HA'",
    );
    await live.change(
      "UPDATE sandbox_api.category_groups SET label = label || ' !' WHERE company_id = $1",
    );
    const [line, other] = await live.ids(
      `SELECT id FROM ${LINES} WHERE company_id = $1 AND lettering IS NULL ORDER BY id DESC LIMIT 2`,
    ) as [string, string];
    await live.change(
      `INSERT INTO sandbox_api.line_categories
       SELECT company_id, $2, min(id), 1 FROM sandbox_api.categories WHERE company_id = $1 GROUP BY 1`,
      line,
    );
    await live.tell("ledger_entry_lines_categories", "insert", "1", { line });
    await live.change(
      `UPDATE ${LINES} SET lettering = -1 WHERE company_id = $1 AND id = ANY($2::bigint[])`,
      [line, other],
    );
    for (const id of [line, other]) await live.tell("ledger_entry_lines", "update", id);
    const { result, paths } = await live.read("general_ledger");
    assert.equal(result.plan?.kind, "changes");
    assert.equal(paths.filter((path) => path === "/ledger_entry_lines").length, 1);
    assert.equal(paths.filter((path) => path === "/ledger_entries").length, 1);
    assert.ok(result.counts.updated > 10, String(result.counts.updated));
    await live.checkEqual("general_ledger");
    await live.checkEqual("analytical_ledger");
  }));

Deno.test("extractDomain() compares after a week, and says what no feed had told", () =>
  withLive({ name: "untold", served: served() }, async (live) => {
    await live.read("general_ledger");
    await live.read("customer_invoices");
    const [entry] = await live.ids(
      `SELECT entry_id FROM ${LINES} WHERE company_id = $1 GROUP BY 1 HAVING count(*) = 2 ORDER BY 1 DESC LIMIT 1`,
    ) as [string];
    await live.change(
      "UPDATE sandbox_api.ledger_entries SET status = 'archived' WHERE company_id = $1 AND id = $2",
      entry,
    );
    const [gone, changed, told, underWay] = await live.ids(
      `SELECT id FROM ${INVOICES} WHERE company_id = $1 AND kind = 'customer' ORDER BY id DESC LIMIT 4`,
    ) as [string, string, string, string];
    await live.change(`DELETE FROM ${INVOICES} WHERE company_id = $1 AND id = $2`, gone);
    await live.change(
      `UPDATE ${INVOICES} SET label = 'Sans annonce' WHERE company_id = $1 AND id = ANY($2::bigint[])`,
      [changed, told],
    );
    const ledger = await live.read("general_ledger");
    assert.equal(ledger.result.plan?.kind, "unchanged");
    live.clock.advance(8 * 86_400);
    await live.tell("customer_invoices", "update", told);
    // Changed just now: its event may still come.
    await live.change(
      `UPDATE ${INVOICES} SET label = 'En route', updated_at = $3::timestamptz AT TIME ZONE 'UTC' WHERE company_id = $1 AND id = $2`,
      ...[underWay, live.clock.now().toISOString()],
    );
    const invoices = await live.read("customer_invoices");
    assert.equal(invoices.result.plan?.kind, "compare");
    assert.match(invoices.result.plan!.reason, /^dernière comparaison il y a 8.jours$/);
    assert.deepEqual(written(invoices.result), { inserted: 0, updated: 3, deleted: 1 });
    assert.deepEqual(invoices.result.missed, { inserted: 0, updated: 1, deleted: 1 });
    assert.match(
      invoices.report.notes.join(),
      /la comparaison a trouvé 2.factures .* dont Pennylane n'avait pas annoncé le changement \(1.modification, 1.suppression\)/,
    );
    const lines = await live.read("general_ledger");
    assert.deepEqual(lines.result.missed, { ...NOTHING, updated: 2 });
    assert.deepEqual(written(lines.result), { ...NOTHING, updated: 2 });
    const next = await live.read("customer_invoices");
    assert.deepEqual([next.result.plan?.kind, next.touched], ["unchanged", []]);
    await live.checkEqual("customer_invoices");
  }));

Deno.test("extractDomain() compares when the feeds do not go back as far as its last reading", () =>
  withLive({ name: "four_weeks", served: served() }, async (live) => {
    await live.read("customers");
    const [changed] = await live.ids(
      "SELECT min(id) FROM sandbox_api.customers WHERE company_id = $1",
    ) as [string];
    await live.change(
      "UPDATE sandbox_api.customers SET name = 'Oubliée' WHERE company_id = $1 AND id = $2",
      changed,
    );
    await live.tell("customers", "update", changed);
    live.clock.advance(29 * 86_400);
    const { result, report } = await live.read("customers", { compareDays: 365 });
    assert.equal(result.plan?.kind, "compare");
    assert.match(result.plan!.reason, /28 jours/);
    assert.deepEqual(written(result), { ...NOTHING, updated: 1 });
    assert.deepEqual(result.missed, { ...NOTHING, updated: 1 });
    assert.match(report.notes.join(), /1.client /);
    // Nothing for four weeks, but read every day: the feed is read from its oldest event on, and nobody compares.
    for (let day = 0; day < 40; day += 10) {
      live.clock.advance(10 * 86_400);
      const { result } = await live.read("customers", { compareDays: 365 });
      assert.equal(result.plan?.kind, "unchanged", `day ${day}`);
    }
    await live.checkEqual("customers");
  }));

Deno.test("extractDomain() compares when Pennylane refuses the beginning (422), whatever Penny's clock says", () => {
  const apiClock = new DrivenClock();
  return withLive({ name: "refused", served: served(), apiClock }, async (live) => {
    const [changed] = await live.ids(
      "SELECT min(id) FROM sandbox_api.suppliers WHERE company_id = $1",
    ) as [string];
    await live.tell("suppliers", "update", changed);
    await live.read("suppliers");
    await live.change(
      "UPDATE sandbox_api.suppliers SET name = 'Oubliée' WHERE company_id = $1 AND id = $2",
      changed,
    );
    apiClock.advance(30 * 86_400);
    const { result } = await live.read("suppliers");
    assert.equal(result.plan?.kind, "compare");
    assert.match(result.plan!.reason, /ne remonte plus si loin \(28 jours\)/);
    assert.deepEqual(result.missed, { ...NOTHING, updated: 1 });
    await live.checkEqual("suppliers");
  });
});

Deno.test("extractDomain() loses no event at the edge of a page of equal times", () =>
  withLive({ name: "ties", served: served() }, async (live) => {
    live.faults([{ kind: "same_processed_at" }]);
    await live.read("general_ledger");
    // One line a second: 900 events end an hour, 600 begin the next one, and their times are shown without minutes.
    const hour = Math.ceil((live.clock.now().getTime() + 900_000) / 3_600_000) * 3_600_000;
    const lines = await live.ids(
      `SELECT id FROM ${LINES} WHERE company_id = $1 ORDER BY id LIMIT 1500`,
    );
    assert.equal(lines.length, 1500);
    const tell = (first: Date, ids: readonly string[]) =>
      live.change(
        `INSERT INTO sandbox_api.events SELECT 'ledger_entry_lines', $1, id, 'update', at, at, at, NULL, NULL
           FROM (SELECT id, $2::timestamp + rank * interval '1 second' AS at
                   FROM unnest($3::bigint[]) WITH ORDINALITY u (id, rank)) e`,
        first.toISOString().replace("Z", ""),
        ids,
      );
    const relabel = (label: string) =>
      live.change(
        `UPDATE ${LINES} SET label = $2 WHERE company_id = $1 AND id = ANY($3::bigint[])`,
        label,
        lines,
      );
    await relabel("Toutes");
    await tell(new Date(hour - 901_000), lines);
    live.clock.advance((hour - live.clock.now().getTime()) / 1000 + 1800);
    const { result, paths } = await live.read("general_ledger");
    assert.equal(result.plan?.kind, "changes");
    assert.equal(result.counts.updated, 1500);
    assert.equal(paths.filter((path) => path === "/changelogs/ledger_entry_lines").length, 2);
    assert.equal(paths.filter((path) => path === "/ledger_entry_lines").length, 15);
    // More than a page of one time: nothing but a comparison can tell.
    live.clock.advance(3600);
    await relabel("Encore");
    await tell(new Date(hour + 3_600_000), lines);
    const tied = await live.read("general_ledger");
    assert.equal(tied.result.plan?.kind, "compare");
    assert.match(tied.result.plan!.reason, /trop d'événements d'un même instant/);
    assert.equal(tied.result.counts.updated, 1500);
    live.faults([]);
    await live.checkEqual("general_ledger");
  }));

Deno.test("extractDomain() neither loses nor doubles a row of a list that changes while it is paged", () => {
  let meanwhile: (() => Promise<void>) | null = null;
  const token = (given: ApiToken): ApiToken => ({
    ...given,
    client: async () => {
      const client = await given.client();
      const transactions = {
        ...client.transactions,
        list: () => ({
          async *pages() {
            for await (const page of client.transactions.list().pages()) {
              yield page;
              await meanwhile?.();
            }
          },
        }),
      };
      return { ...client, me: () => client.me(), transactions } as unknown as Pennylane;
    },
  });
  return withLive({ name: "paged", served: served(), token }, async (live) => {
    const [first, second, ...others] = await live.ids(
      "SELECT id FROM sandbox_api.transactions WHERE company_id = $1 ORDER BY id",
    ) as [string, string, ...string[]];
    assert.ok(others.length > 200, "several pages");
    const last = others.at(-1)!;
    meanwhile = async () => {
      meanwhile = null;
      await live.change(
        "UPDATE sandbox_api.transactions SET label = 'Pendant' WHERE company_id = $1 AND id = $2",
        first,
      );
      await live.change(
        "DELETE FROM sandbox_api.transactions WHERE company_id = $1 AND id = $2",
        second,
      );
      await live.change(
        `INSERT INTO sandbox_api.transactions SELECT i.* FROM sandbox_api.transactions o,
           jsonb_populate_record(o, jsonb_build_object('id', $3::bigint)) i
          WHERE o.company_id = $1 AND o.id = $2`,
        last,
        String(Number(last) + 1),
      );
      await live.tell("transactions", "update", first);
      await live.tell("transactions", "delete", second);
      await live.tell("transactions", "insert", String(Number(last) + 1));
    };
    const { result } = await live.read("bank_transactions");
    assert.equal(meanwhile, null, "it changed while it was read");
    assert.equal(result.status, "ok", result.reason ?? "");
    assert.equal(result.counts.inserted, others.length + 2);
    const quiet = await live.read("bank_transactions");
    assert.equal(quiet.result.plan?.kind, "unchanged");
    await live.checkEqual("bank_transactions");
  });
});

Deno.test("extractDomain() reads the changes since a day again when it is asked to", () =>
  withLive({ name: "since", served: served() }, async (live) => {
    await live.read("customers");
    const since = live.clock.now().toISOString();
    const [one] = await live.ids(
      "SELECT min(id) FROM sandbox_api.customers WHERE company_id = $1",
    ) as [string];
    await live.tell("customers", "update", one);
    live.clock.advance(3600);
    await live.read("customers");
    const quiet = await live.read("customers");
    assert.deepEqual(quiet.paths, ["/changelogs/customers"]);
    // What the last reading has got wrong, whatever the reason, is put right.
    await live.books.db.execute(
      "UPDATE penny_source.customers__api SET name = 'Abîmée' WHERE id = $1",
      [one],
    );
    const again = await live.read("customers", { wish: { since } });
    assert.deepEqual(again.paths, ["/changelogs/customers", "/customers"]);
    assert.equal(again.result.plan?.reason, `changements depuis le ${since}`);
    assert.deepEqual(written(again.result), { ...NOTHING, updated: 1 });
    await live.checkEqual("customers");
  }));

Deno.test("extractDomain() compares when the rows that it kept are no longer whole", () =>
  withLive({ name: "tampered", served: served() }, async (live) => {
    await live.read("customers");
    await live.books.db.execute("DELETE FROM penny_source.api_rows WHERE resource = 'customers'");
    const { result } = await live.read("customers");
    assert.equal(result.plan?.kind, "compare");
    assert.match(result.plan!.reason, /lignes gardées/);
    assert.equal(result.missed, undefined);
    const next = await live.read("customers");
    assert.equal(next.result.plan?.kind, "unchanged");
  }));

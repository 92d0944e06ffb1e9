import assert from "node:assert/strict";
import type { RunTieOuts } from "../../lib/runs/types.ts";
import { choose } from "../../lib/session/open_penny.ts";
import type { Sources } from "../../lib/session/sources.ts";
import { addCompany, entry, withBooks } from "./_books.ts";
import { makeTinyClone, nothingToPrepare } from "./_tiny_clone.ts";

const FOUND: RunTieOuts = {
  compared: 2,
  faults: ["rapprochement trial_balance non fait : table absente"],
  differing: [{
    ...{ company: "Alpha", title: "Exercice 2026", unit: "euros", difference: "20", alert: true },
    left: { label: "Grand livre", amount: "240" },
    right: { label: "Balance", amount: "220" },
    explained: [],
    unexplained: { amount: "20", rows: 1, parts: [{ label: "Montants", amount: "20", rows: 1 }] },
  }],
};

Deno.test("runNotebooks() records tie-outs, shows them, and ends as it would without them", async () => {
  await using clone = await makeTinyClone();
  const source = await clone.write("01_calme", ["1"]);
  const end = await clone.run([source], {
    prepare: async (...given) => ({
      ...await nothingToPrepare(...given),
      tieOut: () => Promise.resolve(FOUND),
    }),
  });
  assert.equal(end.status, 0);
  assert.deepEqual((await clone.record()).tieOuts, FOUND);
  const page = await Deno.readTextFile(end.indexPage);
  assert.match(page, /Rapprochements<\/h2>[\s\S]*Exercice 2026[\s\S]*table absente/);
});

Deno.test("runNotebooks() ends well when the tie-outs cannot be made", async () => {
  await using clone = await makeTinyClone();
  const source = await clone.write("01_calme", ["1"]);
  const end = await clone.run([source], {
    prepare: async (...given) => ({
      ...await nothingToPrepare(...given),
      tieOut: () => Promise.reject(new Error("base arrêtée")),
    }),
  });
  assert.equal(end.status, 0);
  assert.equal((await clone.record()).tieOuts, undefined);
});

Deno.test("tieOut() shows a statement with both times of reading and the rows that nothing explains", () =>
  withBooks("tie_shown", async (books) => {
    await addCompany(books, 1, "Alpha");
    const context = books.run();
    await books.read("fiscal_years", context);
    const penny = await choose({ context, syntheticAsOf: null } as unknown as Sources, {});
    const before = await penny.tieOut("ledger_trial_balance");
    assert.match(before.toDisplay().text, /^Rien à rapprocher pour Alpha/);
    await books.add("general_ledger", ...entry(1, 100, { amount: "12.50" }));
    await books.add("trial_balance", {
      ...{ company_id: 1, number: "401", debits: "0", credits: "12.50" },
      ...{ fiscal_period_start: "2026-01-01", fiscal_period_finish: "2026-12-31" },
    }, {
      ...{ company_id: 1, number: "471", debits: "12.50", credits: "0" },
      ...{ fiscal_period_start: "2026-01-01", fiscal_period_finish: "2026-12-31" },
    });
    await penny.extract("general_ledger");
    await penny.extract("trial_balance");
    const { text } = (await penny.tieOut("ledger_trial_balance")).toDisplay();
    assert.match(text, /^\[INFO\] Exercice du 01\/01\/2026 au 31\/12\/2026/);
    assert.match(text, /Grand livre +25,00 +lu le 31\/10\/2026/);
    assert.match(text, /Comptes absents de la balance[^\n]*606300 +12,50/);
    const source = (await penny.tieOut("source", "general_ledger")).toDisplay().text;
    assert.match(
      source,
      /^\[OK\] Somme de la colonne credit[\s\S]*Data Sharing en ce moment +12,50/,
    );
  }));

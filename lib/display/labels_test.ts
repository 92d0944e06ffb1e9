import assert from "node:assert/strict";
import pl from "nodejs-polars";
import { frameTable } from "./frame_table.ts";

Deno.test("frameTable() gives computed columns a French header", () => {
  const frame = pl.DataFrame({
    mois: ["2026-01"],
    jours_retard: [3],
    solde_debiteur: ["1"],
    debit: ["1"],
    x: [1],
  });
  const { html } = frameTable(frame).toDisplay();
  for (const label of ["Mois", "Jours de retard", "Solde débiteur", "Débit"]) {
    assert.ok(html.includes(label));
  }
  assert.match(html, />x</);
});

import assert from "node:assert/strict";
import type { RunTieOut } from "../types.ts";
import { tieOutSection } from "./tie_out_section.ts";

const OPEN: RunTieOut = {
  company: "Alpha & Fils",
  title: "Exercice 2026",
  unit: "euros",
  left: { label: "Grand livre", amount: "1234567.5" },
  right: { label: "Balance", amount: "1234560" },
  difference: "7.5",
  explained: [{ label: "Brouillons", amount: "5", rows: 1 }],
  unexplained: { amount: "2.5", rows: 1, parts: [{ label: "Montants", amount: "2.5", rows: 1 }] },
  alert: true,
};

Deno.test("tieOutSection() shows figures, reasons and the alert of a difference", () => {
  const html = tieOutSection({ compared: 3, differing: [OPEN], faults: [] });
  const text = html.replaceAll(/<[^>]+>/g, "|").replaceAll("\u00a0", " ");
  assert.match(text, /3 comparaisons faites ; 1 écart, dont 1 avec une part non expliquée/);
  assert.match(text, /Alpha &amp; Fils/);
  assert.match(text, /1 234 567,50\|\|1 234 560,00\|\|7,50/);
  assert.match(text, /Brouillons : 5,00 \(1 ligne\) ; Montants : 2,50 \(1 ligne\)\|\|2,50/);
  assert.match(text, /déjà là à l'exécution précédente/);
});

Deno.test("tieOutSection() is empty when nothing was compared, and tells what could not be", () => {
  assert.equal(tieOutSection(undefined), "");
  assert.equal(tieOutSection({ compared: 0, differing: [], faults: [] }), "");
  assert.match(
    tieOutSection({ compared: 1, differing: [], faults: ["<x>"] }),
    /aucun écart.*&lt;x&gt;/s,
  );
});

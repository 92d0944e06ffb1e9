import assert from "node:assert/strict";
import { RESULT } from "./_fixture.ts";
import { createTableView, type TableViewOptions } from "./table_view.ts";

const NAMES = ["02_customers", "03_suppliers"];

function open(options: TableViewOptions = {}) {
  const drawn: string[] = [];
  const kept: string[] = [];
  const clock = { now: 0 };
  const draw = Object.assign((text: string) => void drawn.push(text), {
    persist: (text: string) => void kept.push(text),
    done() {},
  });
  const time = () => ({ now: clock.now, date: new Date(2026, 9, 31, 14, 0, 0, clock.now) });
  const view = createTableView(NAMES, { draw, time, ...options });
  const last = () => (drawn.at(-1) ?? "").replaceAll(/[\u00a0\u202f]/g, " ");
  return { view, kept, clock, last };
}

Deno.test("createTableView() shows rows, requests left, time and the expected end", () => {
  const expectedMs = new Map([["02_customers", 10_000], ["03_suppliers", 20_000]]);
  const { view, clock, last } = open({ expectedMs, jobs: 2 });
  view.started("02_customers", 4);
  view.cell("02_customers", 1);
  view.event("02_customers", {
    type: "progress",
    text: "Lecture des clients",
    rows: 1204,
    requests: { done: 3, expected: 10 },
  });
  clock.now = 4_000;
  view.close();
  assert.deepEqual(last().split("\n"), [
    "02_customers  [###---------] 1/4  1 204 lignes  reste 7 req.  4,0 s  fin vers 14:00:10  Lecture des clients",
    "03_suppliers  en attente",
    "0/2 carnets  fin vers 14:00:24",
  ]);
});

Deno.test("createTableView() foretells nothing that it does not know, and cuts long lines", () => {
  const { view, last } = open({
    expectedMs: new Map([["02_customers", 10_000]]),
    columns: () => 20,
  });
  view.started("02_customers", 4);
  view.ended({ ...RESULT, name: "03_suppliers" });
  view.close();
  assert.deepEqual(last().split("\n"), [
    "02_customers  [-----",
    "03_suppliers  [OK]",
    "1/2 carnets  fin ver",
  ]);
});

Deno.test("createTableView() keeps notes, failures and the lines of --follow above the table", () => {
  const { view, kept } = open({ follow: true });
  view.note("[INFO] note");
  view.output("02_customers", { stream: "stderr", text: "attention" });
  view.ended({ ...RESULT, status: "failed", reason: "cellule 2 : boum", tables: [] });
  view.close();
  assert.deepEqual(kept.map((line) => line.replaceAll("\u00a0", " ")), [
    "[INFO] note",
    "02_customers ! attention",
    "[ERREUR] 02_customers : erreur, 4,2 s : cellule 2 : boum",
  ]);
});

import assert from "node:assert/strict";
import { UsageError } from "../base/mod.ts";
import { selectNotebooks } from "./select_notebooks.ts";
import type { NotebookSource } from "./types.ts";

const notebooks: NotebookSource[] = [
  "00_sommaire",
  "02_customers",
  "04_customer_invoices",
  "10_trial_balance",
]
  .map((name) => ({ name, path: `/n/${name}.ipynb`, origin: "shipped", shippedIsNewer: false }));
const names = (selection: Parameters<typeof selectNotebooks>[1]) =>
  selectNotebooks(notebooks, selection).map((notebook) => notebook.name);

Deno.test("selectNotebooks() takes all without a selection", () => {
  assert.equal(names({}).length, 4);
});

Deno.test("selectNotebooks() knows names with, without and by number", () => {
  for (
    const pattern of ["04_customer_invoices", "customer_invoices", "04", "Customer_Invoices.ipynb"]
  ) {
    assert.deepEqual(names({ only: [pattern] }), ["04_customer_invoices"], pattern);
  }
});

Deno.test("selectNotebooks() takes globs and lets skip win", () => {
  assert.deepEqual(names({ only: ["customer*"] }), ["02_customers", "04_customer_invoices"]);
  assert.deepEqual(names({ only: ["customer*"], skip: ["02_*"] }), ["04_customer_invoices"]);
});

Deno.test("selectNotebooks() names every unknown notebook and the known ones", () => {
  assert.throws(() => names({ only: ["clients"], skip: ["x.*"] }), (error) => {
    assert.ok(error instanceof UsageError);
    assert.match(
      error.message,
      /« clients », « x\.\* ».*les carnets sont sommaire, customers, customer_invoices, trial/,
    );
    return true;
  });
});

Deno.test("selectNotebooks() refuses a selection that leaves none", () => {
  assert.throws(() => names({ only: ["02"], skip: ["02"] }), UsageError);
});

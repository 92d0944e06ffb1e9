import assert from "node:assert/strict";
import { DOMAINS } from "../../domains/mod.ts";
import { parsePath } from "./_parse_path.ts";

const field = (...steps: string[]) => ({ kind: "field", steps });
const lookup = (resource: string, ...steps: string[]) => ({ kind: "lookup", resource, steps });

Deno.test("parsePath() reads places in the row, in its lists and in other resources", () => {
  assert.deepEqual(parsePath("id"), field("id"));
  assert.deepEqual(parsePath("e_invoicing.status"), field("e_invoicing", "status"));
  assert.deepEqual(parsePath("emails[]"), { kind: "list", steps: ["emails"], item: [] });
  assert.deepEqual(parsePath("a.items[].b.c"), {
    kind: "list",
    steps: ["a", "items"],
    item: ["b", "c"],
  });
  assert.deepEqual(parsePath("/me#company.id"), lookup("me", "company", "id"));
});

Deno.test("parsePath() reads functions, differences and alternatives", () => {
  const call = (name: string, ...of: unknown[]) => ({ kind: "call", name, of });
  assert.deepEqual(parsePath("min(lines.ids)"), call("min", field("lines", "ids")));
  assert.deepEqual(
    parsePath("years(start, finish)"),
    call("years", field("start"), field("finish")),
  );
  assert.deepEqual(parsePath("amount - tax"), {
    kind: "difference",
    of: [field("amount"), field("tax")],
  });
  assert.deepEqual(parsePath("/customers#name ou /suppliers#name ou label"), {
    kind: "first",
    of: [lookup("customers", "name"), lookup("suppliers", "name"), field("label")],
  });
});

Deno.test("parsePath() refuses any other text", () => {
  const wrong = [
    "",
    " id",
    "a.",
    ".a",
    "A",
    "a..b",
    "a[",
    "a[0]",
    "a[].",
    "a[].b[].c",
    "journals#code",
    "/journals",
    "/journals#",
    "/a/b#c",
    "a - b - c",
    "a -b",
    "a ou ",
    "a - b ou c",
    "max(a)",
    "toString(a)",
    "min()",
    "min(a, b)",
    "years(a)",
    "years(a,b)",
    "min(min(a))",
    "min(a[])",
    "min(/journals#id)",
    "year(a) b",
    "a'b",
    "a + b",
  ];
  for (const text of wrong) {
    assert.throws(() => parsePath(text), new RangeError(`Cannot read the API path "${text}"`));
  }
});

Deno.test("parsePath() reads every path of the domain tables, of both APIs", () => {
  for (const { name, columns } of Object.values(DOMAINS)) {
    for (const { name: column, sources } of columns) {
      for (const path of [sources.api, sources.firm]) {
        if (path !== null) assert.ok(parsePath(path).kind, `${name}.${column}`);
      }
    }
  }
});

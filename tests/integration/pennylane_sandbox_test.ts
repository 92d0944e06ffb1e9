import assert from "node:assert/strict";
import {
  CHANGE_FEEDS,
  type ChangeFeed,
  type Listing,
  openPennylane,
  type Pennylane,
  RESOURCES,
  type ResourceShape,
} from "../../lib/connectors/pennylane/mod.ts";
import { withSandboxApi } from "./_sandbox_api.ts";

/** Rows of a list whose parts and single rows are read too. */
const SAMPLE = 5;

/** The methods of a resource as any name may ask for them. */
type Methods = Readonly<Record<string, (...given: unknown[]) => Listing<{ readonly id: number }>>>;

function methodsOf(client: Pennylane, name: string): Methods {
  return (client as unknown as Record<string, Methods>)[name]!;
}

/** Reads a list, some of its rows one by one and by ids, and the lists that belong to them; how many rows came. */
async function readResource(client: Pennylane, name: string, shape: ResourceShape) {
  const resource = methodsOf(client, name);
  const period = { from: "2025-01-01", to: "2026-10-31" };
  const rows = await resource.list!(shape.list?.period ? period : {}).toArray();
  let parts = 0;
  const sample = rows.slice(-SAMPLE).map((row) => row.id);
  if (resource.byIds !== undefined) {
    assert.deepEqual((await resource.byIds(sample).toArray()).map((row) => row.id), sample, name);
  }
  for (const id of shape.get === undefined ? [] : sample) {
    assert.equal((await resource.get!(id) as unknown as { id: number }).id, id);
    for (const part of Object.keys(shape.parts ?? {})) {
      parts += (await resource[part]!(id).toArray()).length;
    }
  }
  return { rows: rows.length, parts };
}

Deno.test("the client reads every list, row and part of the sandbox", async () => {
  await withSandboxApi("client_lists", async ({ api }) => {
    await using client = openPennylane({ token: "token-1", baseUrl: api.baseUrl });
    assert.ok((await client.me()).scopes.length > 10);
    const empty: string[] = [];
    for (const [name, shape] of Object.entries<ResourceShape>(RESOURCES)) {
      if (shape.list === undefined) continue;
      const { rows } = await readResource(client, name, shape);
      if (rows === 0) empty.push(name);
    }
    assert.deepEqual(empty.filter((name) => !["products", "quotes"].includes(name)), []);
  });
});

Deno.test("the client reads the ten feeds and the states they point to", async () => {
  await withSandboxApi("client_feeds", async ({ api }) => {
    await using client = openPennylane({ token: "token-0", baseUrl: api.baseUrl });
    let events = 0;
    for (const feed of Object.keys(CHANGE_FEEDS) as ChangeFeed[]) {
      events += (await client.changes(feed).toArray()).length;
    }
    assert.ok(events > 0);
    const changes = await client.changes("supplier_invoices").toArray();
    const kept = changes.filter((one) => one.operation !== "delete").map((one) => one.id);
    const states = await client.supplierInvoices.byIds(kept).toArray();
    assert.ok(states.length <= new Set(kept).size && states.length > 0);
  });
});

Deno.test("the client downloads the three exports of the sandbox", async () => {
  await withSandboxApi("client_exports", async ({ api }) => {
    await using client = openPennylane({
      ...{ token: "token-0", baseUrl: api.baseUrl },
      sleep: () => Promise.resolve(),
    });
    const period = { from: "2026-01-01", to: "2026-10-31" };
    const fec = await client.exports.fec(period);
    assert.match(new TextDecoder().decode(await fec.bytes()), /^JournalCode[\t|]JournalLib/);
    for (const kind of ["generalLedger", "analyticalLedger"] as const) {
      const file = await client.exports[kind](period);
      assert.match(file.fileName, /\.xlsx$/);
      // A workbook is a ZIP file.
      assert.deepEqual([...(await file.bytes()).slice(0, 2)], [0x50, 0x4b]);
    }
  });
});

Deno.test("the client reads invoices with their lines in one request a page", async () => {
  await withSandboxApi("client_lines", async ({ api }) => {
    await using client = openPennylane({ token: "token-1", baseUrl: api.baseUrl });
    const listing = client.customerInvoices.list({ include: "invoice_lines", limit: 10 });
    for await (const page of listing.pages()) {
      const [first] = page.items;
      const alone = await client.customerInvoices.invoiceLines(first!.invoice_lines).toArray();
      const included = page.includedLines![first!.id]!.items;
      const ids = (rows: readonly { readonly id: number }[]) => rows.map((row) => row.id).sort();
      assert.deepEqual(ids(included), ids(alone).slice(0, included.length));
      break;
    }
  });
});

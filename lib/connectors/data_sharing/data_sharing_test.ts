import assert from "node:assert/strict";
import type { Database, Queryable } from "../postgres/mod.ts";
import { DataSharing } from "./data_sharing.ts";

const SELECTION = {
  table: "customers",
  columns: [{ name: "id" }],
  companyColumn: "company_id",
  companies: ["1"],
};

/** A single-node Redshift cannot be had here: a scripted connection that refuses large FETCHes as it does. */
function singleNode(rows: number, log: string[]): Database {
  let left = rows;
  const tx = {
    execute: (sql: string) => (log.push(sql.split(" ")[0]!), Promise.resolve(0)),
    rows: (sql: string) => {
      const size = Number(/FORWARD (\d+)/.exec(sql)![1]);
      log.push(`FETCH ${size}`);
      if (size > 1_000) {
        return Promise.reject(
          new Error("Fetch size 10000 exceeds the limit of 1000 for a single node configuration"),
        );
      }
      const count = Math.min(size, left);
      left -= count;
      return Promise.resolve(Array.from({ length: count }, (_, i) => [String(i)]));
    },
  } as unknown as Queryable;
  const transaction = (work: (tx: Queryable) => Promise<unknown>) => (log.push("BEGIN"), work(tx));
  return { transaction, close: () => Promise.resolve() } as unknown as Database;
}

async function readAll(source: DataSharing): Promise<number> {
  return await source.snapshot(async (snapshot) => {
    let count = 0;
    for await (const rows of snapshot.read(SELECTION)) count += rows.length;
    return count;
  });
}

Deno.test("snapshot() begins again with a smaller FETCH when the source refuses its size", async () => {
  const log: string[] = [];
  await using source = new DataSharing(singleNode(1_500, log));
  assert.equal(await readAll(source), 1_500);
  assert.deepEqual(log, [
    ...["BEGIN", "DECLARE", "FETCH 10000"],
    ...["BEGIN", "DECLARE", "FETCH 1000", "FETCH 1000", "CLOSE"],
  ]);
});

Deno.test("snapshot() keeps the smaller FETCH afterwards", async () => {
  const log: string[] = [];
  await using source = new DataSharing(singleNode(0, log));
  await readAll(source);
  log.length = 0;
  await readAll(source);
  assert.deepEqual(log, ["BEGIN", "DECLARE", "FETCH 1000", "CLOSE"]);
});

Deno.test("snapshot() passes other errors on", async () => {
  const db = { transaction: () => Promise.reject(new Error("cable cut")) } as unknown as Database;
  await assert.rejects(readAll(new DataSharing(db)), /cable cut/);
});

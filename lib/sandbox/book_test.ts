import assert from "node:assert/strict";
import { DataError } from "../base/mod.ts";
import { Book } from "./book.ts";
import { dayOf } from "./calendar.ts";
import { companyOf } from "./companies.ts";
import { fiscalYearsOf } from "./fiscal_years.ts";
import { Ids } from "./ids.ts";
import { Random } from "./prng.ts";
import { Order, Schedule } from "./schedule.ts";

const TODAY = dayOf("2026-10-31");

function emptyBook(): Book {
  const company = companyOf(0), ids = new Ids(0);
  const [, , firstYear] = fiscalYearsOf(company, TODAY, { ids });
  return new Book(company, {
    today: TODAY,
    random: new Random("test"),
    size: 1,
    firstYear: firstYear!,
    ids,
  });
}

Deno.test("Book.post() refuses an entry off by one cent", () => {
  const lines = [{ account: "606300", amount: 1000 }, { account: "512001", amount: -999 }];
  assert.throws(
    () => emptyBook().post({ journal: "OD", day: TODAY, label: "essai", lines }),
    (error) => error instanceof DataError && /écart de 1 centime/.test(error.message),
  );
});

Deno.test("Book.post() refuses an entry without lines", () => {
  const lines = [{ account: "606300", amount: 0 }];
  assert.throws(
    () => emptyBook().post({ journal: "OD", day: TODAY, label: "vide", lines }),
    DataError,
  );
});

Deno.test("Book.post() leaves out zero lines and keeps totals of the fiscal year alone", () => {
  const book = emptyBook();
  const lines = [
    { account: "606300", amount: 1000 },
    { account: "445660", amount: 0 },
    { account: "512001", amount: -1000 },
  ];
  book.post({ journal: "OD", day: TODAY, label: "dans", lines });
  book.post({ journal: "OD", day: TODAY - 500, label: "hors", lines });
  assert.equal(book.balance("6063"), 1000);
  assert.deepEqual([...book.totals.keys()], ["606300", "512001"]);
  assert.equal(book.drain().length, 2);
  assert.equal(book.drain().length, 0);
});

Deno.test("Book.apart() gives ids of another range to what it plans too", () => {
  const book = emptyBook(), ids: number[] = [];
  const take = () => ids.push(book.ids.next("document"));
  take();
  book.apart(() => {
    take();
    book.schedule.at(TODAY, take);
  });
  book.schedule.run(TODAY);
  take();
  assert.equal(ids[3], ids[0]! + 1);
  assert.equal(ids[2], ids[1]! + 1);
  assert.ok(ids[1]! > ids[0]! + 1000);
});

Deno.test("Schedule.run() follows the order of the day and takes what tasks add", () => {
  const schedule = new Schedule(10), seen: string[] = [];
  schedule.at(5, () => seen.push("year end"), Order.yearEnd);
  schedule.at(5, () => {
    seen.push("first");
    schedule.at(5, () => seen.push("added"));
    schedule.at(11, () => seen.push("never"));
  });
  schedule.at(5, () => seen.push("second"));
  schedule.run(5);
  schedule.run(11);
  assert.deepEqual(seen, ["first", "second", "added", "year end"]);
  assert.throws(() => schedule.at(4, () => {}), RangeError);
});

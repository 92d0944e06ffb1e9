import assert from "node:assert/strict";
import { strFromU8, unzipSync } from "fflate";
import { COMPANIES, DrivenClock, getFrom, type Served, withSandboxApi } from "./_sandbox_api.ts";

const PERIOD = { period_start: "2026-01-01", period_end: "2026-10-31" };

async function ready({ post, get }: Served, kind: string, token: number, extra = {}) {
  const made = await post(`/exports/${kind}`, { ...PERIOD, ...extra }, token);
  assert.equal(made.status, 201);
  assert.equal(made.json.status, "pending");
  assert.equal("file_url" in made.json, false);
  const path = `/exports/${kind}/${made.json.id}`;
  assert.deepEqual((await get(path, token)).json.status, "pending");
  const { json } = await get(path, token);
  assert.equal(json.status, "ready");
  return json.file_url as string;
}

async function totals({ db }: Served, token: number) {
  return await db.one<{ n: string; debit: string; credit: string }>(
    `SELECT count(*) AS n, sum(debit) AS debit, sum(credit) AS credit FROM pennylane.general_ledger
      WHERE company_id = $1 AND date BETWEEN '2026-01-01' AND '2026-10-31'`,
    [COMPANIES[token]],
  );
}

Deno.test("serveSandboxApi() exports a FEC whose lines and totals are those of the ledger", async () => {
  await withSandboxApi("fec", async (served) => {
    for (const token of [0, 2]) {
      const url = await ready(served, "fecs", token);
      assert.match(decodeURIComponent(url), /\/\d{9}FEC20261031\.txt$/);
      const { text } = await served.get(url, "");
      const [head, ...lines] = text.replace(/\r\n$/, "").split("\r\n").map((line) =>
        line.split("\t")
      );
      assert.equal(head!.length, 18);
      assert.deepEqual([head![0], head![2], head![17]], ["JournalCode", "EcritureNum", "Idevise"]);
      assert.ok(lines.every((line) => line.length === 18));
      const cents = (column: number) =>
        lines.reduce(
          (sum, line) => sum + Math.round(Number(line[column]!.replace(",", ".")) * 100),
          0,
        );
      const own = await totals(served, token);
      assert.equal(lines.length, Number(own.n));
      assert.equal(cents(11), Math.round(Number(own.debit) * 100));
      assert.equal(cents(12), cents(11));
      assert.ok(lines.every((line) => /^2026\d{4}$/.test(line[3]!)));
      assert.ok(lines.some((line) => line[4] === "411" && line[6] !== "" && line[7] !== ""));
    }
  });
});

/** Rows of the first sheet of a workbook, cells as text. */
async function rowsOf(url: string): Promise<string[][]> {
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  const files = unzipSync(bytes);
  const text = (name: string) => strFromU8(files[name]!);
  const plain = (xml: string) => xml.replace(/<[^>]+>/g, "");
  const shared = files["xl/sharedStrings.xml"]
    ? [...text("xl/sharedStrings.xml").matchAll(/<si>(.*?)<\/si>/gs)].map((one) => plain(one[1]!))
    : [];
  return [...text("xl/worksheets/sheet1.xml").matchAll(/<row[^>]*>(.*?)<\/row>/gs)].map((row) =>
    [...row[1]!.matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map((cell) => {
      const value = plain(cell[2] ?? "");
      return /t="s"/.test(cell[1]!) ? shared[Number(value)]! : value;
    })
  );
}

Deno.test("serveSandboxApi() exports both ledgers as workbooks with the totals of the ledger", async () => {
  await withSandboxApi("xlsx", async (served) => {
    const own = await totals(served, 1);
    const general = await rowsOf(await ready(served, "general_ledgers", 1));
    assert.equal(general.length - 1, Number(own.n));
    for (const mode of ["in_line", "in_column"]) {
      const url = await ready(served, "analytical_general_ledgers", 1, { mode });
      const [head, ...rows] = await rowsOf(url);
      assert.deepEqual(head!.slice(0, 4), [
        "Line identifier",
        "Date",
        "Journal code",
        "Plan item number",
      ]);
      assert.equal(new Set(rows.map((row) => row[0])).size, Number(own.n));
      if (mode === "in_column") assert.equal(rows.length, Number(own.n));
      assert.ok(head!.includes(mode === "in_line" ? "Category" : "Category : Pôle"));
    }
  });
});

Deno.test("serveSandboxApi() lets a link die after 30 minutes, and keeps kinds and companies apart", async () => {
  await withSandboxApi("links", async (served) => {
    const { post, get, serve } = served;
    const clock = new DrivenClock();
    await using api = await serve({ clock });
    const made = await fetch(`${api.baseUrl}/exports/fecs`, {
      method: "POST",
      headers: { authorization: "Bearer token-0" },
      body: JSON.stringify(PERIOD),
    }).then((answer) => answer.json());
    const path = `/exports/fecs/${made.id}`;
    await getFrom(api, path);
    const { json } = await getFrom(api, path);
    clock.advance(29 * 60);
    assert.equal((await getFrom(api, json.file_url)).status, 200);
    clock.advance(61);
    assert.equal((await getFrom(api, json.file_url)).status, 404);
    const again = await getFrom(api, path);
    assert.notEqual(again.json.file_url, json.file_url);
    assert.equal((await getFrom(api, again.json.file_url)).status, 200);
    assert.equal((await getFrom(api, path, 1)).status, 404);
    assert.equal((await getFrom(api, path.replace("fecs", "general_ledgers"))).status, 404);

    const bad: unknown[] = [
      "not json",
      [],
      { period_start: "2026-01-01" },
      { ...PERIOD, period_end: "2026-02-30" },
      { ...PERIOD, fiscal_year_id: 1 },
      { ...PERIOD, mode: "in_line" },
      { period_start: "2026-10-31", period_end: "2026-01-01" },
    ];
    for (const body of bad) {
      assert.equal((await post("/exports/fecs", body)).status, 400, JSON.stringify(body));
    }
    const mode = await post("/exports/analytical_general_ledgers", { ...PERIOD, mode: "x" });
    assert.equal(mode.json.code, "NotEnumInclude");
    assert.equal((await get("/exports/1")).status, 404);
  });
});

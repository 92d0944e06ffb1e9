import assert from "node:assert/strict";
import type { Ended } from "./_clone.ts";
import { AGENCY_IN_API, BUILDER, PHARMACY } from "./_modes.ts";
import { openRealMode, type RealMode } from "./_real_mode.ts";

let real: RealMode;

Deno.test.beforeAll(async () => {
  real = await openRealMode();
});

Deno.test.afterAll(async () => {
  await real?.[Symbol.asyncDispose]();
});

/** A short run on the Firm API alone. */
function shortRun(settings: Record<string, string> = {}): Promise<Ended> {
  return real.user.command("run_all", ["--only", "customers,fiscal_years"], {
    ...real.firmSettings(),
    ...settings,
  });
}

/** Companies of the published customers. */
async function companies(): Promise<(string | null)[]> {
  await using warehouse = await real.user.open("pennylane_db");
  const rows = await warehouse.rows(
    "SELECT company_id FROM pennylane.customers GROUP BY 1 ORDER BY 1",
  );
  return rows.map(([id]) => id!);
}

Deno.test("run-all reads the company of a firm that PENNY_SOCIETES names by its code", async () => {
  const one = await shortRun({ PENNY_SOCIETES: "cli0003" });
  assert.equal(one.status, 0, one.stdout + one.stderr);
  assert.deepEqual(await companies(), [BUILDER]);
  const all = await shortRun();
  assert.equal(all.status, 0, all.stdout + all.stderr);
  assert.deepEqual(await companies(), [PHARMACY, BUILDER, AGENCY_IN_API]);
});

Deno.test("run-all keeps the rows of a company that the firm lost, and says so", async () => {
  await real.serve({ faults: [{ kind: "lost_company", companyId: Number(PHARMACY) }] });
  const { status, stdout, stderr } = await shortRun();
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /« Pharmacie [^»]+ » n'est plus montrée par Pennylane/);
  assert.deepEqual(await companies(), [PHARMACY, BUILDER, AGENCY_IN_API]);
  await real.serve();
});

Deno.test("run-all refuses a firm's token that Pennylane does not know, and never shows it", async () => {
  const secret = "jeton-cabinet-perdu-0123456789";
  const { status, stdout, stderr } = await shortRun(real.firmSettings(secret));
  assert.equal(status, 2, stdout + stderr);
  assert.match(stdout + stderr, /le jeton n°\s1 \(PENNY_FIRM_TOKEN\) est refusé \(401\)/);
  assert.ok(!(stdout + stderr).includes(secret));
  assert.equal((await companies()).length, 3);
});

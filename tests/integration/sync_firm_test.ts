import assert from "node:assert/strict";
import { DOMAIN_NAMES } from "../../lib/domains/mod.ts";
import { extractDomain, registerCompanies } from "../../lib/sync/mod.ts";
import { withBooks } from "./_books.ts";
import { FIRM } from "./_firm_api.ts";
import { shareSandboxApi } from "./_sync_api.ts";
import { openFirmTokens } from "./_sync_firm.ts";

const served = shareSandboxApi("sync_firm");

Deno.test("extractDomain() reads every domain that a firm gives", () =>
  withBooks("firm_all", async (books) => {
    await using api = await served().serve({ firms: [FIRM] });
    await using opened = openFirmTokens(api.firmBaseUrl);
    const context = books.run({ dataSharing: null, firm: opened.firm });
    assert.deepEqual(await registerCompanies(context), { faults: [], notes: [] });
    for (const domain of ["companies", ...DOMAIN_NAMES] as const) {
      const report = await extractDomain(context, domain);
      const failed = report.units.filter(({ status }) => status !== "ok" && status !== "fresh");
      assert.deepEqual(failed.map(({ reason }) => reason), [], domain);
      assert.equal(report.units.length, /declarations/.test(domain) ? 0 : 3, domain);
    }
  }));

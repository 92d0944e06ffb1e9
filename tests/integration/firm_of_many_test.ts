import assert from "node:assert/strict";
import { extractDomain, registerCompanies } from "../../lib/sync/mod.ts";
import { withBooks } from "./_books.ts";
import { FIRM } from "./_firm_api.ts";
import { shareSandboxApi, watch } from "./_sync_api.ts";
import { openFirmTokens } from "./_sync_firm.ts";

const served = shareSandboxApi("firm_of_many");

/** Companies of the firm. */
const COMPANIES = 200;
/** Beside the three of the books. */
const COPIES = COMPANIES - 3;

Deno.test("a firm of 200 companies costs the requests that its lists need, and none more", () =>
  withBooks("firm_200", async (books) => {
    await using api = await served().serve({ firms: [{ ...FIRM, copies: COPIES }] });
    await using watched = await watch(api.firmBaseUrl);
    await using opened = openFirmTokens(watched.baseUrl);
    const overrides = { dataSharing: null, firm: opened.firm };
    const run = books.run(overrides);
    await registerCompanies(run);
    assert.deepEqual(watched.paths, ["/companies"], "one page for all companies");
    for (const domain of ["companies", "fiscal_years", "journals"] as const) {
      watched.paths.length = 0;
      const { units } = await extractDomain(run, domain);
      assert.equal(units.filter(({ status }) => status === "ok").length, COMPANIES, domain);
      const expected = domain === "companies" ? 0 : COMPANIES;
      assert.equal(watched.paths.length, expected, domain);
    }
    watched.paths.length = 0;
    await extractDomain(run, "trial_balance");
    const { years } = await books.db.one<{ years: string }>(
      "SELECT count(*) AS years FROM penny_source.fiscal_years",
    );
    assert.equal(watched.paths.length, Number(years), "a page for each fiscal year");
    const rows = "SELECT count(DISTINCT company_id) FROM penny_source.trial_balance";
    assert.deepEqual(await books.db.rows(rows), [[String(COMPANIES)]]);
  }));

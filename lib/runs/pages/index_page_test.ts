import assert from "node:assert/strict";
import type { NotebookResult, RunRecord } from "../types.ts";
import { RESULT, RUN } from "../_fixture.ts";
import { renderIndexPage } from "./index_page.ts";

const none = { inserted: 0, updated: 0, deleted: 0, unchanged: 0 };
const notebook: NotebookResult = {
  ...RESULT,
  title: "Clients & co",
  origin: "copy",
  shippedIsNewer: true,
  status: "failed",
  reason: "cellule 2 : Error: boum",
  failedCell: { index: 3, number: 2, error: "Error: boum" },
  cellsDone: 1,
  cellsTotal: 4,
  changedOnDisk: true,
  counts: { ...none, inserted: 12 },
  failures: [{ kind: "gate", subject: "customers", company: "Agence", reason: "clé <double>" }],
};
const connection = {
  host: "localhost",
  port: 5433,
  database: "penny_demo",
  schema: "pennylane",
  user: "u",
};
const run: RunRecord = {
  ...RUN,
  status: "failed",
  setting: { mode: "demo", syntheticAsOf: "2026-10-31", connection },
  notebooks: [notebook, {
    ...notebook,
    name: "03_abime",
    title: "03_abime",
    hasCopy: false,
    failedCell: null,
    tables: [],
    failures: [],
  }],
};

Deno.test("renderIndexPage() links what failed to its cell and names refused companies", () => {
  const page = renderIndexPage(run, { band: "DÉMONSTRATION" });
  assert.match(
    page,
    /<li><a href="02_customers\.html#cellule-4">Clients &amp; co<\/a> : cellule 2 : Error: boum<\/li>/,
  );
  assert.match(
    page,
    /contrôle bloquant rouge<\/td><td>customers<\/td><td>Agence<\/td><td>clé &lt;double&gt;/,
  );
  assert.match(page, /votre copie ; le carnet livré est plus récent ; modifié pendant l'exécution/);
  assert.match(page, /<dt>Succès<\/dt><dd>0\/2<\/dd>/);
  assert.match(page, /<code>localhost:5433<\/code>/);
});

Deno.test("renderIndexPage() says what the run was made with and which run it resumes", () => {
  const page = renderIndexPage({
    ...run,
    resumes: "2026-10-30T08-00-00",
    gitRevision: "0123456789abcdef",
    notebooks: [{ ...notebook, carriedFrom: "2026-10-30T08-00-00" }],
  }, { band: null });
  assert.match(
    page,
    /Exécution 2026-10-31T14-05-09 · reprend l&#39;exécution 2026-10-30T08-00-00 · Penny 0\.1\.0 · révision 0123456789 · Deno/,
  );
  assert.match(page, /repris de l'exécution 2026-10-30T08-00-00/);
});

Deno.test("renderIndexPage() links no page that does not exist", () => {
  assert.equal(renderIndexPage(run, { band: null }).includes("03_abime.html"), false);
});

Deno.test("renderIndexPage() says nothing of failures when all is well", () => {
  const fine: NotebookResult = {
    ...notebook,
    status: "ok",
    reason: null,
    failedCell: null,
    failures: [],
  };
  const page = renderIndexPage({ ...run, status: "ok", notebooks: [fine] }, { band: null });
  assert.match(page, /Tout ce qui était demandé est à jour/);
  assert.equal(/Ce qui a échoué|non mises à jour<\/h2>/.test(page), false);
});

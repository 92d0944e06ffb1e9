import assert from "node:assert/strict";
import { systemClock } from "../../lib/base/mod.ts";
import type { Config } from "../../lib/config/mod.ts";
import type { SandboxApiOptions } from "../../lib/sandbox/api/mod.ts";
import { diagnose, type Diagnosis } from "./_doctor.ts";
import { FIRM } from "./_firm_api.ts";
import { withDatabase } from "./_server.ts";
import { shareSandboxApi } from "./_sync_api.ts";

const served = shareSandboxApi("doctor_firm");

/** Looks at a firm's token alone. */
async function look(
  config: Config,
  { token = FIRM.token, ...options }: Partial<SandboxApiOptions> & { token?: string } = {},
): Promise<Diagnosis> {
  await using api = await served().serve({ firms: [FIRM], limitClock: systemClock, ...options });
  const firm = { kind: "pennylane", tokens: [token], baseUrl: api.firmBaseUrl, proxy: null };
  return await diagnose({ ...config, dataSharing: null, api: null, firm } as Config);
}

Deno.test("runDoctor() looks at a firm's token, its companies and its rights", () =>
  withDatabase("doctor_firm_base", async ({ config }) => {
    const whole = await look(config);
    assert.deepEqual([whole.errors, whole.status], [[], 0], whole.text);
    assert.match(whole.text, /^\[OK\] Jeton n° 1 : cabinet de 3 sociétés$/m);
    assert.match(whole.text, /^\[OK\] Droits : tous accordés/m);
    assert.match(whole.text, /^\[OK\] Clients : API Cabinet \(3 sociétés\)$/m);

    const scopes = FIRM.scopes.filter((scope) => scope !== "customers:readonly");
    const less = await look(config, { firms: [{ ...FIRM, scopes }] });
    assert.deepEqual([less.errors, less.status], [["Droit customers:readonly"], 1], less.text);
    assert.match(less.text, /Tables qui manqueront : Clients$/m);

    const wrong = await look(config, { token: "perdu" });
    assert.deepEqual([wrong.errors, wrong.status], [["Jeton n° 1"], 2], wrong.text);
    assert.match(wrong.text, /refusé par Pennylane \(401\)[^]*PENNY_FIRM_TOKEN/);
  }));

import assert from "node:assert/strict";
import { type Environment, fault, KEYS, load, TOKEN, withRoot } from "./_fixture.ts";

function proxyOf(root: string, env: Environment, dotenv: string | null = null) {
  const { api } = load(root, { ...TOKEN, ...env }, dotenv);
  assert.equal(api?.kind, "pennylane");
  return api.proxy;
}

Deno.test(
  "loadConfig() reads each token of the API",
  withRoot((root) => {
    const { api, secrets } = load(root, {}, "PENNYLANE_API_TOKEN=jeton-un, jeton-deux,\n");
    assert.deepEqual(api, {
      kind: "pennylane",
      tokens: ["jeton-un", "jeton-deux"],
      baseUrl: null,
      proxy: null,
    });
    assert.ok(Object.isFrozen(api));
    assert.deepEqual([...secrets].sort(), ["jeton-deux", "jeton-un", "jeton-un, jeton-deux,"]);
  }),
);

Deno.test(
  "loadConfig() refuses a token twice and tells the positions",
  withRoot((root) => {
    const env = { PENNYLANE_API_TOKEN: "jeton-a,jeton-b,jeton-a,jeton-c,jeton-a" };
    assert.match(fault(root, env), /PENNYLANE_API_TOKEN : les jetons 1, 3 et 5 sont identiques/);
  }),
);

Deno.test(
  "loadConfig() refuses tokens of another form",
  withRoot((root) => {
    for (const token of ["jeton-un jeton-deux", "jeton-un\njeton-deux", "jeton-é", ","]) {
      const message = fault(root, { PENNYLANE_API_TOKEN: token });
      assert.match(message, /un réglage à corriger/);
      assert.match(message, /PENNYLANE_API_TOKEN : lu dans l'environnement, attendu : un jeton/);
    }
  }),
);

Deno.test(
  "loadConfig() wants a safe address of the API",
  withRoot((root) => {
    const PENNYLANE_API_BASE_URL = "http://127.0.0.1:8000/api/external/v2";
    const { api } = load(root, { ...TOKEN, PENNYLANE_API_BASE_URL });
    assert.equal(api?.kind === "pennylane" && api.baseUrl, PENNYLANE_API_BASE_URL);
    const wrong = ["http://app.pennylane.com", "app.pennylane.com", "https://u:mot-de-passe@b.fr"];
    for (const address of [...wrong, "https://b.fr/?a=1", "file:///v2"]) {
      const message = fault(root, { ...TOKEN, PENNYLANE_API_BASE_URL: address });
      assert.match(message, /PENNYLANE_API_BASE_URL : .*attendu : une adresse https/);
    }
  }),
);

Deno.test(
  "loadConfig() reads the rate limit with a point or a comma",
  withRoot((root) => {
    const rate = (text: string) =>
      load(root, { ...TOKEN, PENNYLANE_RATE_LIMIT: text }).requestsPerSecond;
    assert.deepEqual(["4", "0,2", "2.5"].map(rate), [4, 0.2, 2.5]);
    assert.equal(load(root, TOKEN).requestsPerSecond, null);
    for (const text of ["0.19", "0", "-1", "1e3", "vite", "1,2,3"]) {
      const message = fault(root, { ...TOKEN, PENNYLANE_RATE_LIMIT: text });
      assert.match(message, /PENNYLANE_RATE_LIMIT : .*attendu : un nombre de requêtes/);
    }
  }),
);

Deno.test(
  "loadConfig() hands the proxy on and keeps its password secret",
  withRoot((root) => {
    const env = { HTTPS_PROXY: "http://u:mot-de-passe%40@proxy.fr:8080" };
    assert.equal(proxyOf(root, env), "http://u:mot-de-passe%40@proxy.fr:8080/");
    const { secrets } = load(root, { ...TOKEN, ...env });
    for (const secret of ["mot-de-passe@", "mot-de-passe%40"]) assert.ok(secrets.includes(secret));
    assert.equal(proxyOf(root, { https_proxy: "proxy.fr:3128" }), "http://proxy.fr:3128/");
    assert.equal(proxyOf(root, {}, "HTTPS_PROXY=http://dotenv.fr:1"), "http://dotenv.fr:1/");
    assert.equal(proxyOf(root, { https_proxy: "" }, "HTTPS_PROXY=http://dotenv.fr:1"), null);
  }),
);

Deno.test(
  "loadConfig() goes without the proxy where NO_PROXY says so",
  withRoot((root) => {
    const env = { HTTPS_PROXY: "http://proxy.fr:8080" };
    assert.equal(proxyOf(root, { ...env, NO_PROXY: "localhost, .pennylane.com" }), null);
    const PENNYLANE_API_BASE_URL = "https://relais.fr/v2";
    const other = { ...env, PENNYLANE_API_BASE_URL, no_proxy: "pennylane.com" };
    assert.equal(proxyOf(root, other), "http://proxy.fr:8080/");
    assert.equal(proxyOf(root, { ...other, no_proxy: "relais.fr:443" }), null);
  }),
);

Deno.test(
  "loadConfig() refuses a proxy that cannot be read, only where the API needs it",
  withRoot((root) => {
    const forms = ["socks5://proxy.fr:1", "http://u:mot-de-passe#1@proxy.fr", "http://u:100%@b.fr"];
    for (const HTTPS_PROXY of forms) {
      const message = fault(root, { ...TOKEN, HTTPS_PROXY });
      assert.match(
        message,
        /HTTPS_PROXY : lu dans l'environnement, adresse de proxy illisible, attendu : http:/,
      );
      assert.equal(load(root, { ...KEYS, HTTPS_PROXY }).api, null);
      assert.equal(load(root, { HTTPS_PROXY }).demo, true);
      assert.equal(proxyOf(root, { HTTPS_PROXY, NO_PROXY: "*" }), null);
    }
  }),
);

Deno.test(
  "loadConfig() takes tokens of firms, each a secret, none twice",
  withRoot((root) => {
    const env = { PENNY_FIRM_TOKEN: "cabinet-un,cabinet-deux" };
    const { api, firm, secrets, demo } = load(root, env);
    assert.equal(api, null);
    assert.equal(demo, false);
    assert.deepEqual(firm, {
      ...{ kind: "pennylane", tokens: ["cabinet-un", "cabinet-deux"] },
      ...{ baseUrl: null, proxy: null },
    });
    assert.ok(secrets.includes("cabinet-deux"));
    const twice = fault(root, { PENNY_FIRM_TOKEN: "a-b,a-b" });
    assert.match(twice, /PENNY_FIRM_TOKEN : les jetons 1 et 2 sont identiques.*par cabinet/);
    const PENNY_FIRM_BASE_URL = "http://pennylane.example/api";
    assert.match(fault(root, { ...env, PENNY_FIRM_BASE_URL }), /PENNY_FIRM_BASE_URL : .*https/);
  }),
);

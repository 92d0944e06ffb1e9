import assert from "node:assert/strict";
import { fault, load, withRoot } from "./_fixture.ts";

const SMTP = { PENNY_ALERT_EMAILS: "a@b.fr, c@d.fr", PENNY_SMTP_HOST: "smtp.b.fr" };
const LOGIN = { PENNY_SMTP_USER: "penny@b.fr", PENNY_SMTP_PASSWORD: "mot-de-passe, entier" };

Deno.test(
  "loadConfig() sends no alert without an address",
  withRoot((root) => {
    assert.equal(load(root).alerts, null);
    assert.equal(
      load(root, { PENNY_SMTP_HOST: "smtp.b.fr", PENNY_ALERT_STALE: "48" }).alerts,
      null,
    );
  }),
);

Deno.test(
  "loadConfig() reads the server of e-mails, encrypted unless it says otherwise",
  withRoot((root) => {
    const { alerts, secrets } = load(root, { ...SMTP, ...LOGIN });
    assert.deepEqual(alerts, {
      emails: ["a@b.fr", "c@d.fr"],
      smtp: {
        ...{ host: "smtp.b.fr", port: 587, encryption: "starttls", from: "penny@b.fr" },
        login: { user: "penny@b.fr", password: "mot-de-passe, entier" },
      },
      webhooks: [],
      staleHours: 26,
    });
    assert.ok(secrets.includes("mot-de-passe, entier"));
    const port = load(root, { ...SMTP, ...LOGIN, PENNY_SMTP_PORT: "465" }).alerts?.smtp;
    assert.deepEqual([port?.port, port?.encryption], [465, "tls"]);
    const tls = load(root, { ...SMTP, ...LOGIN, PENNY_SMTP_TLS: "tls" }).alerts?.smtp;
    assert.equal(tls?.port, 465);
  }),
);

Deno.test(
  "loadConfig() chooses the form of a webhook by its address, or as it is told",
  withRoot((root) => {
    const value = [
      "https://hooks.slack.com/services/T0/B0/XyzXyzXyz",
      "https://prod-12.westeurope.logic.azure.com:443/workflows/abc?sig=s1gnature",
      "https://maison.fr/alerte",
      "slack:https://chat.maison.fr/hooks/abcdefgh",
      "json: http://127.0.0.1:9/x",
      "https://maison.fr/alerte",
    ].join(",");
    const { alerts, secrets } = load(root, { PENNY_ALERT_WEBHOOKS: value });
    assert.deepEqual(
      alerts?.webhooks.map(({ kind, url }) => [kind, new URL(url).hostname]),
      [
        ["slack", "hooks.slack.com"],
        ["teams", "prod-12.westeurope.logic.azure.com"],
        ["json", "maison.fr"],
        ["slack", "chat.maison.fr"],
        ["json", "127.0.0.1"],
      ],
    );
    assert.ok(secrets.includes("/services/T0/B0/XyzXyzXyz"));
  }),
);

Deno.test(
  "loadConfig() sends webhooks through the proxy, but not to this machine",
  withRoot((root) => {
    const { alerts } = load(root, {
      PENNY_ALERT_WEBHOOKS: "https://a.fr/x,https://b.fr/x,http://localhost:8/x",
      ...{ HTTPS_PROXY: "proxy:8080", NO_PROXY: "b.fr" },
    });
    const proxies = alerts?.webhooks.map(({ proxy }) => proxy);
    assert.deepEqual(proxies, ["http://proxy:8080/", null, null]);
    const told = fault(root, { PENNY_ALERT_WEBHOOKS: "https://a.fr/x", HTTPS_PROXY: "socks://p" });
    assert.match(told, /HTTPS_PROXY/);
    const both = { PENNY_ALERT_WEBHOOKS: "https://a.fr/x", PENNYLANE_API_TOKEN: "jeton-a" };
    const once = fault(root, { ...both, HTTPS_PROXY: "socks://p" });
    assert.equal(once.match(/HTTPS_PROXY :/g)?.length, 1);
  }),
);

Deno.test(
  "loadConfig() refuses alerts that could not be sent, without a secret",
  withRoot((root) => {
    assert.match(fault(root, { PENNY_ALERT_EMAILS: "a@b.fr" }), /PENNY_SMTP_HOST : absent/);
    assert.match(fault(root, SMTP), /PENNY_SMTP_FROM : absent/);
    assert.match(fault(root, { ...SMTP, PENNY_ALERT_EMAILS: "a@b.fr\r\nBcc: x@y" }), /courriel/);
    const user = { PENNY_SMTP_USER: "penny@b.fr" };
    assert.match(fault(root, { ...SMTP, ...user }), /PENNY_SMTP_PASSWORD : absent/);
    const clear = { ...SMTP, ...LOGIN, PENNY_SMTP_TLS: "none" };
    assert.match(fault(root, clear), /PENNY_SMTP_TLS : le mot de passe ne partirait pas chiffré/);
    load(root, { ...clear, PENNY_SMTP_HOST: "127.0.0.1" });
    for (
      const url of ["http://a.fr/jeton-a", "ftp://a.fr", "https://u:jeton-b@a.fr/x", "a.fr", ","]
    ) {
      assert.match(fault(root, { PENNY_ALERT_WEBHOOKS: url }), /PENNY_ALERT_WEBHOOKS : lu dans/);
    }
  }),
);

Deno.test(
  "loadConfig() keeps logs in the clone unless it is told otherwise",
  withRoot((root) => {
    assert.deepEqual(load(root).logs, {
      ...{ folder: `${root}/logs`.replaceAll("/", Deno.build.os === "windows" ? "\\" : "/") },
      ...{ maxBytes: 10_000_000, maxFiles: 10 },
    });
    const { logs } = load(root, {
      PENNY_LOGS: "journal",
      PENNY_LOG_SIZE: "1",
      PENNY_LOG_FILES: "2",
    });
    assert.deepEqual([logs.maxBytes, logs.maxFiles], [1_000_000, 2]);
    assert.match(logs.folder, /journal$/);
    assert.match(fault(root, { PENNY_LOG_FILES: "1" }), /PENNY_LOG_FILES/);
  }),
);

import assert from "node:assert/strict";
import { foreignSecrets } from "./_foreign_secrets.ts";

Deno.test("foreignSecrets() takes what is named as a secret", () => {
  assert.deepEqual(
    foreignSecrets({
      AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG",
      GITHUB_TOKEN: "ghp_0123456789",
      PGPASSWORD: " motdepasse ",
      OPENAI_API_KEY: "sk-0123456789",
    }),
    ["wJalrXUtnFEMI/K7MDENG", "ghp_0123456789", "motdepasse", "sk-0123456789"],
  );
});

Deno.test("foreignSecrets() takes passwords within addresses", () => {
  const found = foreignSecrets({
    DATABASE_URL: "postgres://u:p%40ss-w0rd@h/db",
    HTTP_PROXY: "http://h:1",
  });
  assert.ok(found.includes("p%40ss-w0rd") && found.includes("p@ss-w0rd"));
});

Deno.test("foreignSecrets() leaves folders, switches and other settings alone", () => {
  assert.deepEqual(
    foreignSecrets({
      PWD: "/home/lea/penny-12345",
      SSL_KEY: "/etc/ssl/private.pem",
      USE_TOKEN: "true",
      LANG: "fr_FR.UTF-8",
      KEYBOARD: "azerty-azerty",
      EMPTY_TOKEN: undefined,
    }),
    [],
  );
});

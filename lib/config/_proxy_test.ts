import assert from "node:assert/strict";
import { goesWithoutProxy, passwordsIn } from "./_proxy.ts";

Deno.test("goesWithoutProxy() compares whole labels and ports", () => {
  const without = (noProxy: string) => goesWithoutProxy("https://app.pennylane.com/api", noProxy);
  const yes = [
    "*",
    "pennylane.com",
    "*.pennylane.com",
    "App.Pennylane.com:443",
    "a.fr  com",
    "*:443",
  ];
  for (const noProxy of yes) assert.equal(without(noProxy), true, noProxy);
  const no = ["", ",", ".", "lane.com", "app.pennylane.com:8443", "x.app.pennylane.com", ":443"];
  for (const noProxy of no) assert.equal(without(noProxy), false, noProxy);
  assert.equal(goesWithoutProxy("http://127.0.0.1:1/", ""), true);
  assert.equal(goesWithoutProxy("https://localhost/", ""), true);
});

Deno.test("passwordsIn() finds the password of an address that cannot be read", () => {
  assert.ok(passwordsIn("http://u:a/b#c@proxy.fr").includes("a/b#c"));
  assert.ok(passwordsIn("u:100%@proxy.fr").includes("100%"));
  assert.deepEqual(passwordsIn("http://proxy.fr:8080"), []);
});
